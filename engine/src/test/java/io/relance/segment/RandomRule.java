package io.relance.segment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.NullUnmarked;

/** A rule drawn by chance, once as JSON and once as plain Java. */
@NullUnmarked
record RandomRule(ObjectNode json, Predicate<Someone> java) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  static final LocalDate TODAY = LocalDate.parse("2027-03-01");
  static final List<String> CITIES =
      List.of("Lyon", "lyon", "Paris", "Saint-Étienne", "100%_", "O'Brien", "a\\b", "");

  /** A contact as the test knows it; null is unknown. */
  record Someone(
      String name,
      String city,
      Integer points,
      Boolean vip,
      LocalDate birth,
      List<String> likes,
      int score,
      String consent,
      List<Walk> walks,
      List<Told> told,
      List<Mail> mails,
      boolean listed) {}

  /** A walk through the journey named {@code welcome} or {@code winback}. */
  record Walk(String journey, String outcome, int daysAgo) {}

  record Told(String name, int daysAgo, int total, boolean machine) {}

  record Mail(
      String journey, String step, boolean accepted, int daysAgo, boolean opened, String clicked) {}

  static RandomRule draw(Random random, int depth) {
    int choice = depth <= 0 ? 3 + random.nextInt(12) : random.nextInt(15);
    return switch (choice) {
      case 0 -> group(random, depth, "all");
      case 1 -> group(random, depth, "any");
      case 2 -> {
        RandomRule inner = draw(random, depth - 1);
        ObjectNode not = NODES.objectNode();
        not.set("not", inner.json());
        yield new RandomRule(not, inner.java().negate());
      }
      case 3, 4 -> city(random);
      case 5, 6 -> points(random);
      case 7 -> vip(random);
      case 8, 9 -> birth(random);
      case 10 -> likes(random);
      case 11 -> consent(random);
      case 12 -> event(random);
      case 13 -> mail(random);
      default -> walk(random);
    };
  }

  private static RandomRule group(Random random, int depth, String word) {
    ArrayNode of = NODES.arrayNode();
    boolean all = word.equals("all");
    Predicate<Someone> together = it -> all;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      RandomRule one = draw(random, depth - 1);
      of.add(one.json());
      together = all ? together.and(one.java()) : together.or(one.java());
    }
    ObjectNode group = NODES.objectNode();
    group.set(word, of);
    return new RandomRule(group, together);
  }

  static ObjectNode condition(String kind) {
    return NODES.objectNode().put("kind", kind);
  }

  private static ObjectNode field(String name, String op) {
    return condition("field").put("field", "attributes." + name).put("op", op);
  }

  private static RandomRule city(Random random) {
    String value = CITIES.get(random.nextInt(CITIES.size() - 1));
    String part = value.substring(0, 1 + random.nextInt(value.length()));
    String end = value.substring(random.nextInt(value.length()));
    return switch (random.nextInt(8)) {
      case 0 ->
          new RandomRule(field("city", "is").put("value", value), it -> same(it.city(), value));
      case 1 ->
          new RandomRule(field("city", "isNot").put("value", value), it -> !same(it.city(), value));
      case 2 ->
          new RandomRule(
              field("city", "contains").put("value", part),
              it -> it.city() != null && lower(it.city()).contains(lower(part)));
      case 3 ->
          new RandomRule(
              field("city", "startsWith").put("value", part),
              it -> it.city() != null && lower(it.city()).startsWith(lower(part)));
      case 4 ->
          new RandomRule(
              field("city", "endsWith").put("value", end),
              it -> it.city() != null && lower(it.city()).endsWith(lower(end)));
      case 5 -> {
        ObjectNode in = field("city", random.nextBoolean() ? "in" : "notIn");
        in.putArray("value").add(value).add("Paris");
        boolean not = in.path("op").asText().equals("notIn");
        yield new RandomRule(in, it -> not != (same(it.city(), value) || same(it.city(), "Paris")));
      }
      case 6 ->
          new RandomRule(field("city", "known"), it -> it.city() != null && !it.city().isEmpty());
      default ->
          new RandomRule(field("city", "unknown"), it -> it.city() == null || it.city().isEmpty());
    };
  }

  private static RandomRule points(Random random) {
    int value = random.nextInt(100);
    if (random.nextInt(4) == 0) {
      ObjectNode score = condition("field").put("field", "score").put("op", "atLeast");
      return new RandomRule(score.put("value", value), it -> it.score() >= value);
    }
    return switch (random.nextInt(8)) {
      case 0 ->
          new RandomRule(field("points", "is").put("value", value), number(it -> it == value));
      case 1 ->
          new RandomRule(
              field("points", "isNot").put("value", value),
              it -> !Objects.equals(it.points(), value));
      case 2 ->
          new RandomRule(field("points", "lessThan").put("value", value), number(it -> it < value));
      case 3 ->
          new RandomRule(field("points", "atMost").put("value", value), number(it -> it <= value));
      case 4 ->
          new RandomRule(
              field("points", "moreThan").put("value", value + 0.5), number(it -> it > value));
      case 5 ->
          new RandomRule(field("points", "atLeast").put("value", value), number(it -> it >= value));
      case 6 -> {
        ObjectNode between = field("points", "between");
        between.putArray("value").add(value).add(value + 20);
        yield new RandomRule(between, number(it -> it >= value && it <= value + 20));
      }
      default -> {
        ObjectNode in = field("points", "in");
        in.putArray("value").add(value).add(value + 1).add(7);
        yield new RandomRule(in, number(it -> it == value || it == value + 1 || it == 7));
      }
    };
  }

  private static Predicate<Someone> number(Predicate<Integer> test) {
    return it -> it.points() != null && test.test(it.points());
  }

  private static RandomRule vip(Random random) {
    boolean value = random.nextBoolean();
    return switch (random.nextInt(3)) {
      case 0 ->
          new RandomRule(
              field("vip", "is").put("value", value), it -> Objects.equals(it.vip(), value));
      case 1 ->
          new RandomRule(
              field("vip", "isNot").put("value", value), it -> !Objects.equals(it.vip(), value));
      default -> new RandomRule(field("vip", "unknown"), it -> it.vip() == null);
    };
  }

  private static RandomRule birth(Random random) {
    LocalDate day = TODAY.minusDays(random.nextInt(800) - 100L);
    int days = random.nextInt(200);
    return switch (random.nextInt(7)) {
      case 0 ->
          new RandomRule(
              field("birth", "before").put("value", day.toString()), date(it -> it.isBefore(day)));
      case 1 ->
          new RandomRule(
              field("birth", "after").put("value", day.toString()), date(it -> it.isAfter(day)));
      case 2 ->
          new RandomRule(
              field("birth", "on").put("value", day.toString()), date(it -> it.equals(day)));
      case 3 -> {
        ObjectNode between = field("birth", "between");
        between.putArray("value").add(day.toString()).add(day.plusDays(90).toString());
        yield new RandomRule(
            between, date(it -> !it.isBefore(day) && !it.isAfter(day.plusDays(90))));
      }
      case 4 ->
          new RandomRule(
              field("birth", "inLastDays").put("value", days),
              date(it -> !it.isAfter(TODAY) && !it.isBefore(TODAY.minusDays(days))));
      case 5 ->
          new RandomRule(
              field("birth", "moreThanDaysAgo").put("value", days),
              date(it -> it.isBefore(TODAY.minusDays(days))));
      default ->
          new RandomRule(
              field("birth", "anniversary").put("value", days), date(it -> comesRound(it, days)));
    };
  }

  private static boolean comesRound(LocalDate birth, int days) {
    for (int i = 0; i <= days; i++) {
      LocalDate day = TODAY.plusDays(i);
      if (MonthDay.from(birth).equals(MonthDay.from(day))
          || (MonthDay.from(birth).equals(MonthDay.of(2, 29))
              && MonthDay.from(day).equals(MonthDay.of(2, 28))
              && !day.isLeapYear())) {
        return true;
      }
    }
    return false;
  }

  private static Predicate<Someone> date(Predicate<LocalDate> test) {
    return it -> it.birth() != null && test.test(it.birth());
  }

  private static RandomRule likes(Random random) {
    String one = random.nextBoolean() ? "tea" : "ski";
    return switch (random.nextInt(3)) {
      case 0 ->
          new RandomRule(
              field("likes", "contains").put("value", one),
              it -> it.likes() != null && it.likes().contains(one));
      case 1 -> {
        ObjectNode any = field("likes", "containsAny");
        any.putArray("value").add("tea").add("ski");
        yield new RandomRule(
            any,
            it -> it.likes() != null && (it.likes().contains("tea") || it.likes().contains("ski")));
      }
      default -> {
        ObjectNode every = field("likes", "containsAll");
        every.putArray("value").add("tea").add("ski");
        yield new RandomRule(
            every, it -> it.likes() != null && it.likes().containsAll(List.of("tea", "ski")));
      }
    };
  }

  private static RandomRule consent(Random random) {
    String status = List.of("granted", "refused", "unknown").get(random.nextInt(3));
    return new RandomRule(
        condition("consent")
            .put("channel", "email")
            .put("purpose", "marketing")
            .put("status", status),
        it -> Objects.requireNonNullElse(it.consent(), "unknown").equals(status));
  }

  private static RandomRule event(Random random) {
    int times = 1 + random.nextInt(3);
    int days = 1 + random.nextInt(60);
    int total = random.nextInt(100);
    boolean window = random.nextBoolean();
    boolean dear = random.nextBoolean();
    ObjectNode json = condition("event").put("name", "order.paid").put("atLeast", times);
    if (window) {
      json.put("lastDays", days);
    }
    if (dear) {
      json.putArray("where")
          .addObject()
          .put("property", "total")
          .put("op", "atLeast")
          .put("value", total);
    }
    return new RandomRule(
        json,
        it ->
            it.told().stream()
                    .filter(one -> one.name().equals("order.paid") && !one.machine())
                    .filter(one -> !window || one.daysAgo() <= days)
                    .filter(one -> !dear || one.total() >= total)
                    .count()
                >= times);
  }

  private static RandomRule mail(Random random) {
    String did = List.of("sent", "opened", "clicked").get(random.nextInt(3));
    String journey = random.nextInt(3) == 0 ? null : random.nextBoolean() ? "welcome" : "winback";
    String step = journey != null && random.nextBoolean() ? "mail_1" : null;
    String link = did.equals("clicked") && random.nextBoolean() ? "shop" : null;
    int days = 1 + random.nextInt(60);
    boolean window = random.nextBoolean();
    ObjectNode json = condition("message").put("did", did);
    if (journey != null) {
      json.put("journey", journey);
    }
    if (step != null) {
      json.put("step", step);
    }
    if (link != null) {
      json.put("link", link);
    }
    if (window) {
      json.put("lastDays", days);
    }
    return new RandomRule(
        json,
        it ->
            it.mails().stream()
                .anyMatch(
                    mail ->
                        (did.equals("sent")
                                ? mail.accepted()
                                : did.equals("opened") ? mail.opened() : mail.clicked() != null)
                            && (journey == null || mail.journey().equals(journey))
                            && (step == null || mail.step().equals(step))
                            && (link == null || link.equals(mail.clicked()))
                            && (!window || mail.daysAgo() <= days)));
  }

  private static RandomRule walk(Random random) {
    String journey = random.nextBoolean() ? "welcome" : "winback";
    int days = 1 + random.nextInt(60);
    ObjectNode json = condition("journey").put("journey", journey);
    return switch (random.nextInt(4)) {
      case 0 ->
          new RandomRule(
              json.put("state", "inside"),
              it ->
                  it.walks().stream()
                      .anyMatch(w -> w.journey().equals(journey) && w.outcome() == null));
      case 1 ->
          new RandomRule(
              json.put("state", "entered").put("lastDays", days),
              it ->
                  it.walks().stream()
                      .anyMatch(w -> w.journey().equals(journey) && w.daysAgo() <= days));
      case 2 -> new RandomRule(condition("member").put("segment", "chosen"), Someone::listed);
      default ->
          new RandomRule(
              json.put("state", "ended").put("outcome", "bought"),
              it ->
                  it.walks().stream()
                      .anyMatch(w -> w.journey().equals(journey) && "bought".equals(w.outcome())));
    };
  }

  private static boolean same(String one, String other) {
    return one != null && lower(one).equals(lower(other));
  }

  /** As PostgreSQL does it for the letters that occur here. */
  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
