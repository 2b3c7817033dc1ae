package io.relance.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.util.HtmlUtils;

/** The page that every e-mail stands on; its HTML is a resource, so that it can be redrawn. */
final class EmailFrame {

  private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");
  private static final String PAGE = resource("email.html");
  private static final String FOOTER = resource("email-footer.html");
  private static final String[] BUTTON = resource("email-button.html").split("\\$\\{text}", 2);

  private EmailFrame() {}

  /** What stands before and after the words of a button. */
  record ButtonParts(String before, String after) {}

  static String page(Map<String, String> html) {
    return put(PAGE, html);
  }

  static String footer(Map<String, String> html) {
    return put(FOOTER, html);
  }

  static ButtonParts button(String address) {
    Map<String, String> html = Map.of("address", HtmlUtils.htmlEscape(address, "UTF-8"));
    return new ButtonParts(put(BUTTON[0], html), put(BUTTON[1], html));
  }

  private static String put(String template, Map<String, String> html) {
    return PLACE
        .matcher(template)
        .replaceAll(place -> Matcher.quoteReplacement(html.getOrDefault(place.group(1), "")));
  }

  private static String resource(String name) {
    try {
      return new ClassPathResource("content/" + name)
          .getContentAsString(StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
