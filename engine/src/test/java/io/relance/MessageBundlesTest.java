package io.relance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Both languages say the same things, and pages ask for nothing that is not there. */
class MessageBundlesTest {

  private static final Pattern ASKED = Pattern.compile("#\\{([a-z][A-Za-z0-9_.-]*)[(}]");

  @Test
  void englishAndFrenchHaveTheSameKeys() {
    assertThat(keys(Locale.FRENCH)).isEqualTo(keys(Locale.ENGLISH));
  }

  @Test
  void everyTextIsAWellFormedPattern() {
    for (Locale locale : new Locale[] {Locale.ENGLISH, Locale.FRENCH}) {
      bundle(locale)
          .forEach(
              (key, text) ->
                  assertThat(new MessageFormat(text.toString(), locale).toPattern())
                      .as("%s in %s", key, locale)
                      .isNotNull());
    }
  }

  @Test
  void pagesAskOnlyForTextsThatExist() {
    Set<String> asked =
        files("classpath*:/templates/**/*.html").stream()
            .flatMap(page -> ASKED.matcher(read(page)).results().map(found -> found.group(1)))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(asked).isNotEmpty();
    assertThat(keys(Locale.ENGLISH)).containsAll(asked);
  }

  private static Set<String> keys(Locale locale) {
    return bundle(locale).stringPropertyNames();
  }

  private static Properties bundle(Locale locale) {
    boolean french = locale.equals(Locale.FRENCH);
    Properties all = new Properties();
    for (Resource file : files("classpath*:/messages/*.properties")) {
      if (String.valueOf(file.getFilename()).endsWith("_fr.properties") == french) {
        try (var in = new java.io.StringReader(read(file))) {
          all.load(in);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return all;
  }

  private static Set<Resource> files(String pattern) {
    try {
      return Arrays.stream(new PathMatchingResourcePatternResolver().getResources(pattern))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Resource file) {
    try {
      return file.getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
