package io.relance.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.relance.core.Channel;
import io.relance.core.Purpose;
import io.relance.process.MessageNames;
import io.relance.segment.EventCondition.PropertyFilter;
import io.relance.segment.JourneyCondition.Stage;
import io.relance.segment.Known.Other;
import io.relance.segment.MessageCondition.Deed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a rule from JSON. Finds everything that is wrong in one reading; what it answers is only a
 * rule when there are no problems.
 */
final class RuleReading {

  static final int DEEPEST = 8;
  static final int MOST_PARTS = 200;
  static final int MOST_DAYS = 36_500;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<Channel> CHANNELS =
      Arrays.stream(Channel.values()).filter(Channel::reachesContact).toList();

  private final Known known;
  private final Set<String> within;
  private final List<RuleProblem> problems = new ArrayList<>();
  private final MartReading mart;
  private int parts;

  private RuleReading(Known known, Set<String> within) {
    this.known = known;
    this.within = within;
    this.mart = new MartReading(known.mart(), problems);
  }

  /**
   * A rule that was read, or what is wrong with it.
   *
   * @param steps the parts at the top, whose counts make the chain
   */
  record Result(Rule rule, List<Step> steps, List<RuleProblem> problems) {}

  /** One part at the top of a rule. */
  record Step(String path, Rule rule) {}

  /**
   * Reads a rule.
   *
   * @param own the key of the segment whose rule it is or will be; it may not name itself
   */
  static Result read(JsonNode json, Known known, @Nullable String own) {
    return read(json, known, own == null ? Set.of() : Set.of(own));
  }

  private static Result read(JsonNode json, Known known, Set<String> within) {
    RuleReading reading = new RuleReading(known, within);
    Rule rule = reading.rule(json, "rule", 1);
    return new Result(rule, steps(rule), List.copyOf(reading.problems));
  }

  private static List<Step> steps(Rule rule) {
    if (rule instanceof Rule.All all) {
      return numbered("rule.all", all.of());
    }
    return rule instanceof Rule.Any any
        ? numbered("rule.any", any.of())
        : List.of(new Step("rule", rule));
  }

  private static List<Step> numbered(String group, List<Rule> rules) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      steps.add(new Step(group + "[" + i + "]", rules.get(i)));
    }
    return steps;
  }

  private Rule rule(JsonNode node, String path, int depth) {
    if (++parts > MOST_PARTS) {
      if (parts == MOST_PARTS + 1) {
        problems.add(new RuleProblem("rule", "large", List.of(MOST_PARTS)));
      }
      return new Rule.All(List.of());
    }
    Part part = new Part(node, path, problems);
    if (!node.isObject()) {
      part.problem("", "object");
      return new Rule.All(List.of());
    }
    if (depth > DEEPEST) {
      part.problem("", "deep", DEEPEST);
      return new Rule.All(List.of());
    }
    Rule rule = node.has("kind") ? condition(part) : group(part, depth);
    part.nothingElse();
    return rule;
  }

  private Rule group(Part part, int depth) {
    if (part.has("all")) {
      return new Rule.All(several(part, "all", depth));
    }
    if (part.has("any")) {
      return new Rule.Any(several(part, "any", depth));
    }
    if (part.has("not")) {
      return new Rule.Not(rule(part.get("not"), part.path() + ".not", depth + 1));
    }
    part.problem("", "kind", String.join(", ", KINDS));
    return new Rule.All(List.of());
  }

  private List<Rule> several(Part part, String member, int depth) {
    JsonNode of = part.get(member);
    if (!of.isArray() || of.isEmpty()) {
      part.problem(member, "group");
      return List.of();
    }
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < of.size() && parts <= MOST_PARTS; i++) {
      rules.add(rule(of.get(i), part.path() + "." + member + "[" + i + "]", depth + 1));
    }
    return rules;
  }

  static final List<String> KINDS =
      List.of(
          "field",
          "freshness",
          "consent",
          "message",
          "call",
          "event",
          "journey",
          "member",
          "rows",
          "aggregate",
          "formula");

  private Rule condition(Part part) {
    return switch (part.text("kind")) {
      case "field" -> field(part);
      case "freshness" -> freshness(part);
      case "consent" -> consent(part);
      case "message" -> message(part);
      case "call" -> call(part);
      case "event" -> event(part);
      case "journey" -> journey(part);
      case "member" -> member(part);
      case "rows" -> mart.rows(part);
      case "aggregate" -> mart.aggregate(part);
      case "formula" -> mart.formula(part);
      default -> {
        part.problem("kind", "kind", String.join(", ", KINDS));
        yield new Rule.All(List.of());
      }
    };
  }

  private Rule field(Part part) {
    String name = part.text("field");
    ValueKind kind = known.fields().get(name);
    if (kind == null) {
      if (!name.isEmpty()) {
        part.problem("field", "field", name);
      }
      part.get("op");
      part.get("value");
      return new Rule.All(List.of());
    }
    return name.equals(Known.PREFERRED_CHANNEL)
        ? new ChannelCondition(comparison(part, kind))
        : new FieldCondition(Known.source(name), comparison(part, kind));
  }

  static Comparison comparison(Part part, ValueKind kind) {
    Operator operator = part.word("op", kind.operators(), Operator::word);
    return new Comparison(kind, operator, part.operands("value", operator, Part.Reader.of(kind)));
  }

  private Rule freshness(Part part) {
    String name = part.text("field");
    boolean attribute = name.startsWith(Known.ATTRIBUTES) && known.fields().containsKey(name);
    if (!name.isEmpty() && !attribute && !Known.AGEING_PROFILE.contains(name)) {
      part.problem("field", "field", name);
    }
    String op = part.word("op", List.of("within", "older"), word -> word);
    return new FreshnessCondition(
        attribute ? name.substring(Known.ATTRIBUTES.length()) : name,
        op.equals("within"),
        part.whole("days", 1, MOST_DAYS));
  }

  private Rule consent(Part part) {
    return new ConsentCondition(
        part.word("channel", CHANNELS, Channel::word),
        part.word("purpose", List.of(Purpose.values()), Purpose::word),
        part.word("status", List.of("granted", "refused", ConsentCondition.UNKNOWN), word -> word));
  }

  private Rule message(Part part) {
    Deed deed = part.word("did", List.of(Deed.values()), Deed::word);
    String journey = part.has("journey") ? journeyKey(part) : null;
    String step = part.optionalText("step");
    if (step != null && journey == null) {
      part.problem("step", "step-alone");
    } else if (step != null
        && journey != null
        && known.journeys().containsKey(journey)
        && !known.journeys().getOrDefault(journey, Set.of()).contains(step)) {
      part.problem("step", "step", step, journey);
    }
    String link = part.optionalText("link");
    if (link != null && deed != Deed.CLICKED) {
      part.problem("link", "link");
    }
    Channel channel = part.has("channel") ? part.word("channel", CHANNELS, Channel::word) : null;
    return new MessageCondition(
        deed, journey, step, link, channel, part.optionalWhole("lastDays", 1, MOST_DAYS));
  }

  private static Rule call(Part part) {
    return new CallCondition(
        part.optionalText("outcome"), part.optionalWhole("lastDays", 1, MOST_DAYS));
  }

  private String journeyKey(Part part) {
    String journey = part.text("journey");
    if (!journey.isEmpty() && !known.journeys().containsKey(journey)) {
      part.problem("journey", "journey", journey);
    }
    return journey;
  }

  private Rule event(Part part) {
    String name = part.text("name");
    if (!name.isEmpty() && !MessageNames.isValid(name)) {
      part.problem("name", "event");
    }
    Integer atLeast = part.optionalWhole("atLeast", 1, 100_000);
    return new EventCondition(
        name,
        atLeast == null ? 1 : atLeast,
        part.optionalWhole("lastDays", 1, MOST_DAYS),
        part.has("where") ? filters(part) : List.of());
  }

  private List<PropertyFilter> filters(Part part) {
    JsonNode where = part.get("where");
    if (!where.isArray() || where.size() > 10) {
      part.problem("where", "filters", 10);
      return List.of();
    }
    List<PropertyFilter> filters = new ArrayList<>();
    for (int i = 0; i < where.size(); i++) {
      Part filter = new Part(where.get(i), part.path() + ".where[" + i + "]", problems);
      if (!where.get(i).isObject()) {
        filter.problem("", "object");
        continue;
      }
      filters.add(new PropertyFilter(filter.text("property"), comparison(filter, kindOf(filter))));
      filter.nothingElse();
    }
    return filters;
  }

  /** Properties have no declared types: what they are compared with says what they are. */
  private static ValueKind kindOf(Part filter) {
    JsonNode value = filter.get("value");
    JsonNode first = value.isArray() && !value.isEmpty() ? value.get(0) : value;
    return first.isNumber()
        ? ValueKind.NUMBER
        : first.isBoolean() ? ValueKind.BOOLEAN : ValueKind.TEXT;
  }

  private Rule journey(Part part) {
    String journey = journeyKey(part);
    Stage stage = part.word("state", List.of(Stage.values()), Stage::word);
    String outcome = part.optionalText("outcome");
    if (outcome != null && stage != Stage.ENDED) {
      part.problem("outcome", "outcome");
    }
    return new JourneyCondition(
        journey, stage, outcome, part.optionalWhole("lastDays", 1, MOST_DAYS));
  }

  private Rule member(Part part) {
    String key = part.text("segment");
    if (within.contains(key)) {
      part.problem("segment", "circle", key);
      return new Rule.All(List.of());
    }
    Optional<Other> other = key.isEmpty() ? Optional.empty() : known.segments().apply(key);
    if (other.isEmpty()) {
      if (!key.isEmpty()) {
        part.problem("segment", "segment", key);
      }
      return new Rule.All(List.of());
    }
    String rule = other.get().rule();
    return new MemberCondition(key, rule == null ? null : nested(part, key, rule));
  }

  /** The other segment's rule counts with its parts, so that no chain of names grows for ever. */
  private Rule nested(Part part, String key, String rule) {
    Set<String> deeper = new HashSet<>(within);
    deeper.add(key);
    if (deeper.size() > DEEPEST) {
      part.problem("segment", "deep", DEEPEST);
      return new Rule.All(List.of());
    }
    RuleReading reading = new RuleReading(known, deeper);
    reading.parts = parts;
    Rule read = reading.rule(parse(rule), "rule", 1);
    parts = reading.parts;
    for (RuleProblem problem : reading.problems) {
      if (problem.code().equals("circle")) {
        part.problem("segment", "circle", key);
        return read;
      }
    }
    if (!reading.problems.isEmpty()) {
      part.problem("segment", "broken", key);
    }
    return read;
  }

  static JsonNode parse(String rule) {
    try {
      return JSON.readTree(rule);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored rule is no JSON", e);
    }
  }
}
