package io.relance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Everything that a person reads exists in both languages, and reads as it was written. */
class MessageBundlesTest {

  private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d+)");

  /** In a MessageFormat: an apostrophe, or signs such as a brace that stand for themselves. */
  private static final String QUOTED = "''|'[${}#%]+'";

  private static final Pattern ANY_KEY = Pattern.compile("#\\{|#messages\\.msg");
  private static final Pattern KEY =
      Pattern.compile("(?:#\\{|#messages\\.msg\\w*\\(')([a-z][\\w.-]*[\\w-])(?![\\w.-])");
  private static final Pattern BEGUN_KEY =
      Pattern.compile("(?:#\\{\\$\\{|#messages\\.msg\\w*\\()'([a-z][\\w.-]*\\.)'");

  static Stream<String> bundles() {
    YamlPropertiesFactoryBean settings = new YamlPropertiesFactoryBean();
    settings.setResources(new ClassPathResource("application.yaml"));
    return Arrays.stream(
        String.valueOf(settings.getObject().get("spring.messages.basename")).split(","));
  }

  @Test
  void everyBundleIsListedInTheSettings() throws IOException {
    Set<String> files =
        resources("messages/*.properties")
            .map(it -> "messages/" + it.getFilename().replaceAll("(_fr)?\\.properties", ""))
            .collect(Collectors.toSet());
    assertThat(bundles()).containsExactlyInAnyOrderElementsOf(files);
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void frenchHasTheKeysOfEnglish(String bundle) throws IOException {
    assertThat(read(bundle + "_fr").keySet()).isEqualTo(read(bundle).keySet());
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void frenchTakesTheArgumentsOfEnglish(String bundle) throws IOException {
    Map<String, String> french = read(bundle + "_fr");
    read(bundle)
        .forEach(
            (key, english) ->
                assertThat(arguments(french.getOrDefault(key, "")))
                    .as(key)
                    .isEqualTo(arguments(english)));
  }

  /**
   * A text with arguments is a MessageFormat, in which an apostrophe is written twice; a text
   * without is shown as it stands, where a double one would be seen.
   */
  @ParameterizedTest
  @MethodSource("bundles")
  void apostrophesAreWrittenAsTheyWillBeRead(String bundle) throws IOException {
    for (String language : Set.of("", "_fr")) {
      read(bundle + language)
          .forEach(
              (key, text) -> {
                if (arguments(text).isEmpty()) {
                  assertThat(text).as(key + language).doesNotContain("''");
                } else {
                  assertThat(text.replaceAll(QUOTED, "")).as(key + language).doesNotContain("'");
                  assertThat(new MessageFormat(text, Locale.FRENCH)).as(key + language).isNotNull();
                }
              });
    }
  }

  @Test
  void noKeyStandsInTwoBundles() throws IOException {
    Map<String, String> homes = new TreeMap<>();
    for (String bundle : bundles().toList()) {
      for (String key : read(bundle).keySet()) {
        assertThat(homes.put(key, bundle)).as(key).isNull();
      }
    }
  }

  @Test
  void everyKeyThatATemplateUsesExists() throws IOException {
    TreeSet<String> known = new TreeSet<>();
    for (String bundle : bundles().toList()) {
      known.addAll(read(bundle).keySet());
    }
    for (Resource template : resources("templates/**/*.html").toList()) {
      String html = template.getContentAsString(StandardCharsets.UTF_8);
      Set<String> whole = found(KEY, html);
      Set<String> begun = found(BEGUN_KEY, html);

      assertThat(known).as(template.getFilename()).containsAll(whole);
      assertThat(begun)
          .as(template.getFilename())
          .allSatisfy(start -> assertThat(known).anyMatch(key -> key.startsWith(start)));
      assertThat(count(KEY, html) + count(BEGUN_KEY, html))
          .as("keys that this test can read in " + template.getFilename())
          .isEqualTo(count(ANY_KEY, html));
    }
  }

  private static Set<String> arguments(String text) {
    return found(ARGUMENT, text);
  }

  private static Set<String> found(Pattern pattern, String text) {
    return matches(pattern, text).map(it -> it.group(1)).collect(Collectors.toSet());
  }

  private static long count(Pattern pattern, String text) {
    return matches(pattern, text).count();
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }

  private static Stream<Resource> resources(String pattern) throws IOException {
    return Stream.of(
        new PathMatchingResourcePatternResolver().getResources("classpath*:" + pattern));
  }

  private static Map<String, String> read(String bundle) throws IOException {
    Properties texts = new Properties();
    try (Reader file =
        new InputStreamReader(
            new ClassPathResource(bundle + ".properties").getInputStream(),
            StandardCharsets.UTF_8)) {
      texts.load(file);
    }
    Map<String, String> byKey = new TreeMap<>();
    texts.forEach((key, text) -> byKey.put((String) key, (String) text));
    return byKey;
  }
}
