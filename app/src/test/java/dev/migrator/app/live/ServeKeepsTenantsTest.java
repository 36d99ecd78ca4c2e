package dev.migrator.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as a process: tenants that come, change and go over its API, and SIGKILL. */
class ServeKeepsTenantsTest {
  private static final String TENANT =
      "{\"name\":\"%s\",\"model\":\"%s\",\"slo\":\"2s\",\"cpu\":[{\"batch\":1,\"time\":\"1ms\"}]}";

  @TempDir private Path folder;
  private ServedSystem system = new ServedSystem(Path.of(""), Map.of());

  @AfterEach
  void end() {
    system.close();
  }

  @Test
  void afterAKillTenantsAreThoseThatWereAcknowledgedWithTheirTokens() throws Exception {
    system = new ServedSystem(folder, Map.of());
    Path file = system.twoTenants();
    system.begin(file);
    system.await("a turn", () -> system.call("GET", "/api/v1/tenants", "").statusCode() == 200);

    assertThat(change("POST", "", "dogs", "new")).isEqualTo(201);
    assertThat(change("PUT", "/cats", "cats", "changed")).isEqualTo(200);
    assertThat(change("POST", "", "fish", "new")).isEqualTo(201);
    assertThat(system.call("DELETE", "/api/v1/tenants/birds", "").statusCode()).isEqualTo(200);
    assertThat(system.call("DELETE", "/api/v1/tenants/fish", "").statusCode()).isEqualTo(200);
    String token = Files.readString(folder.resolve("data/tokens/dogs"));
    assertThat(folder.resolve("data/tokens/fish")).doesNotExist();
    system.kill();

    system.begin(file);
    system.await("a turn", () -> system.call("GET", "/api/v1/tenants", "").statusCode() == 200);
    assertThat(names()).containsExactlyInAnyOrder("cats", "dogs");
    assertThat(Files.readString(folder.resolve("data/tokens/dogs"))).isEqualTo(token);
    system.await(
        "an answer to dogs", () -> system.infer("dogs", token.strip()).contains("outputs"));
    system.await(
        "an answer to cats", () -> system.infer("cats", system.token("cats")).contains("outputs"));
    assertThat(system.log()).contains("sees nothing as changed");
  }

  private int change(String method, String address, String name, String model) throws Exception {
    return system
        .call(method, "/api/v1/tenants" + address, TENANT.formatted(name, model))
        .statusCode();
  }

  private List<String> names() throws Exception {
    JsonNode tenants =
        JsonMapper.builder().build().readTree(system.call("GET", "/api/v1/tenants", "").body());
    List<String> names = new ArrayList<>();
    tenants.findValues("name").forEach(name -> names.add(name.asText()));
    return names;
  }
}
