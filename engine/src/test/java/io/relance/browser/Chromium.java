package io.relance.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The Chromium of this machine. Where there is none, the tests that need it are skipped, and say so
 * loudly; with {@code RELANCE_BROWSER=required} in the environment they fail instead.
 */
class Chromium implements ExecutionCondition {

  private static final AtomicBoolean SAID = new AtomicBoolean();
  private static final List<String> PLACES =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (found().isPresent()) {
      return ConditionEvaluationResult.enabled("a Chromium is there");
    }
    if ("required".equals(System.getenv("RELANCE_BROWSER"))) {
      throw new IllegalStateException("RELANCE_BROWSER=required, but " + missing());
    }
    if (SAID.compareAndSet(false, true)) {
      String line = "!".repeat(100);
      System.err.printf(
          "%n%s%n!!  THE BROWSER TESTS ARE SKIPPED: %s%n"
              + "!!  Install one (Debian: apt-get install chromium) or name one in CHROMIUM.%n%s%n%n",
          line, missing(), line);
    }
    return ConditionEvaluationResult.disabled(missing());
  }

  private static String missing() {
    return "there is no Chromium in $CHROMIUM nor at " + String.join(", ", PLACES);
  }

  private static Optional<Path> found() {
    return Stream.concat(Stream.of(System.getenv("CHROMIUM")), PLACES.stream())
        .filter(Objects::nonNull)
        .filter(place -> !place.isBlank())
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Playwright playwright() {
    return Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  }

  /**
   * Starts it without a network: it reaches this machine alone, and the hosts named in {@code
   * rules} where those say ({@code MAP shop.example 127.0.0.1:4711}).
   */
  static Browser start(Playwright playwright, List<String> rules) {
    String hosts = String.join(", ", rules) + ", MAP localhost 127.0.0.1, MAP * ~NOTFOUND";
    return playwright
        .chromium()
        .launch(
            new LaunchOptions()
                .setExecutablePath(found().orElseThrow())
                .setHeadless(true)
                .setArgs(
                    List.of(
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--host-resolver-rules=" + hosts)));
  }
}
