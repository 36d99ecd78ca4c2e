/** The binding to NVIDIA's management library, NVML: typed calls, and what their failures mean. */
@NullMarked
package dev.migrator.nvml.driver;

import org.jspecify.annotations.NullMarked;
