package dev.migrator.nvml.fleet;

import dev.migrator.nvml.driver.Nvml;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** NVML whose caller ends at a call: before it has reached the driver, or after. */
final class CrashingNvml implements InvocationHandler {
  private final Nvml nvml;
  private int calls;
  private int crashAt = -1;
  private boolean after;

  CrashingNvml(Nvml nvml) {
    this.nvml = nvml;
  }

  Nvml asNvml() {
    return (Nvml)
        Proxy.newProxyInstance(Nvml.class.getClassLoader(), new Class<?>[] {Nvml.class}, this);
  }

  int calls() {
    return calls;
  }

  /** The process ends with that call, counted from now. */
  void crashAt(int call, boolean afterIt) {
    crashAt = calls + call;
    after = afterIt;
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    boolean crashes = calls++ == crashAt;
    if (crashes && !after) {
      throw new Crash("before " + method.getName());
    }
    try {
      Object answer = method.invoke(nvml, arguments);
      if (crashes) {
        throw new Crash("after " + method.getName());
      }
      return answer;
    } catch (InvocationTargetException e) {
      throw crashes ? new Crash("after " + method.getName()) : e.getCause();
    }
  }
}
