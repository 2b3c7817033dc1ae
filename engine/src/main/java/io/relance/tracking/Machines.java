package io.relance.tracking;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** Tells hits of scanners, previews and proxies from those of people; the list is a resource. */
@Component
class Machines {

  private final List<Sign> signs;

  Machines() {
    try {
      this.signs =
          new ClassPathResource("tracking/machines.txt")
              .getContentAsString(StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(Sign::parse)
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Why a click was no person's; empty when it was. */
  Optional<String> behindClick(HttpServletRequest request) {
    return behind(request, false);
  }

  /** Why an open was no person's; empty when it was. */
  Optional<String> behindOpen(HttpServletRequest request) {
    return behind(request, true);
  }

  private Optional<String> behind(HttpServletRequest request, boolean open) {
    if ("HEAD".equals(request.getMethod())) {
      return Optional.of("head");
    }
    if (announces(request, "Sec-Purpose") || announces(request, "Purpose")) {
      return Optional.of("prefetch");
    }
    String agent = text(request, "User-Agent");
    return signs.stream()
        .filter(sign -> (open || !sign.opensOnly()) && sign.matches(agent))
        .map(Sign::reason)
        .findFirst();
  }

  private static boolean announces(HttpServletRequest request, String header) {
    return text(request, header).contains("prefetch");
  }

  private static String text(HttpServletRequest request, String header) {
    String value = request.getHeader(header);
    return value == null ? "" : value.toLowerCase(Locale.ROOT);
  }

  /** One line of the list. */
  private record Sign(String reason, boolean opensOnly, String text) {

    static Sign parse(String line) {
      String[] parts = line.strip().split("\\s+", 3);
      return new Sign(parts[0], parts[1].equals("open"), parts[2].toLowerCase(Locale.ROOT));
    }

    boolean matches(String agent) {
      return text.startsWith("=") ? agent.equals(text.substring(1)) : agent.contains(text);
    }
  }
}
