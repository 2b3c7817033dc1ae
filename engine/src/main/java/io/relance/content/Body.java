package io.relance.content;

import io.relance.content.LiquidReading.Chunk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.jspecify.annotations.Nullable;

/**
 * The body of an e-mail as its author wrote it: Markdown with Liquid. Its links are found before
 * any value is known, so that a link keeps its number whatever a condition leaves out, and so that
 * no value can bring a link of its own.
 */
final class Body {

  private static final Pattern HOLE = Pattern.compile("\uE002(\\d+)\uE003");
  private static final Pattern OWN =
      Pattern.compile("\\{\\{-?\\s*links\\.(unsubscribe|confirm)\\s*-?}}");
  private static final Pattern DIRECT =
      Pattern.compile("(mailto|tel):.+", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** What kind of place a link leads to. */
  enum Kind {
    /** A web address whose clicks are counted. */
    TRACKED,
    /** A mail address or telephone number. */
    DIRECT,
    UNSUBSCRIBE,
    CONFIRM,
    FORBIDDEN
  }

  /** A link as it stands in the text. */
  record Target(Kind kind, Link link) {}

  private record Place(int start, int end, String text, Target target) {}

  private final LiquidReading reading;
  private final List<Target> targets = new ArrayList<>();
  private final List<Flaw> flaws = new ArrayList<>();
  private final String prepared;

  Body(LiquidReading reading) {
    this.reading = reading;
    flaws.addAll(reading.flaws());
    this.prepared = flaws.isEmpty() ? prepare() : "";
  }

  /** Every link of the text; a prepared link {@code relance:3} means the fourth of these. */
  List<Target> targets() {
    return targets;
  }

  List<Link> links() {
    return targets.stream().filter(t -> t.kind() == Kind.TRACKED).map(Target::link).toList();
  }

  List<Flaw> flaws() {
    return flaws;
  }

  /** The text with its values going into slots, and with links that name their target. */
  String prepared() {
    return prepared;
  }

  boolean letsUnsubscribe() {
    return reading.source().matches("(?s).*\\{\\{-?\\s*links\\.unsubscribe\\b.*");
  }

  private String prepare() {
    String skeleton = skeleton();
    Node document = Markdown.parse(skeleton);
    List<Place> places = new ArrayList<>();
    document.accept(new Finder(skeleton, places));
    places.sort(Comparator.comparingInt(Place::start).reversed());
    StringBuilder text = new StringBuilder(skeleton);
    for (Place place : places) {
      int index = targets.indexOf(place.target());
      text.replace(
          place.start(), place.end(), "[" + place.text() + "](" + Markdown.scheme(index) + ")");
    }
    return restore(text.toString(), LiquidFilters.SLOT_TEXT);
  }

  /** Liquid may hold blanks and quotes that Markdown would stumble over. */
  private String skeleton() {
    StringBuilder text = new StringBuilder();
    int done = 0;
    List<Chunk> chunks = reading.chunks();
    for (int i = 0; i < chunks.size(); i++) {
      text.append(reading.source(), done, chunks.get(i).start());
      text.append('\uE002').append(i).append('\uE003');
      done = chunks.get(i).end();
    }
    return text.append(reading.source().substring(done)).toString();
  }

  private String restore(String skeleton, @Nullable String filter) {
    return HOLE.matcher(skeleton)
        .replaceAll(
            hole -> {
              Chunk chunk = reading.chunks().get(Integer.parseInt(hole.group(1)));
              return Matcher.quoteReplacement(
                  filter == null
                      ? reading.source().substring(chunk.start(), chunk.end()).strip()
                      : reading.withSlots(chunk, filter));
            });
  }

  private Target target(String destination, @Nullable String title) {
    String address = restore(destination, null);
    Kind kind = kind(address);
    int number = links().size() + 1;
    String name =
        title == null || title.isBlank() ? Integer.toString(number) : restore(title, null).strip();
    return new Target(kind, new Link(kind == Kind.TRACKED ? number : 0, name, address));
  }

  private Kind kind(String address) {
    Matcher own = OWN.matcher(address);
    if (own.matches()) {
      return Kind.valueOf(own.group(1).toUpperCase(Locale.ROOT));
    }
    if (DIRECT.matcher(address).matches()) {
      return Kind.DIRECT;
    }
    if (!WebAddress.isWeb(address)) {
      flaws.add(Flaw.of("link-scheme", address));
      return Kind.FORBIDDEN;
    }
    if (!WebAddress.isFixed(address)) {
      flaws.add(Flaw.of("link-host", address));
      return Kind.FORBIDDEN;
    }
    return Kind.TRACKED;
  }

  /** Finds links where they stand in the text. */
  private final class Finder extends AbstractVisitor {
    private final String skeleton;
    private final List<Place> places;

    Finder(String skeleton, List<Place> places) {
      this.skeleton = skeleton;
      this.places = places;
    }

    @Override
    public void visit(org.commonmark.node.Link link) {
      int start = start(link);
      int end = end(link);
      Target target = target(link.getDestination(), link.getTitle());
      targets.add(target);
      String text = skeleton.charAt(start) == '<' ? skeleton.substring(start + 1, end - 1) : "";
      if (link.getFirstChild() != null && skeleton.charAt(start) == '[') {
        text = skeleton.substring(start + 1, Math.max(start + 1, end(link.getLastChild())));
      }
      places.add(new Place(start, end, text, target));
    }

    @Override
    public void visit(Image image) {
      String address = restore(image.getDestination(), null);
      if (!WebAddress.isFixed(address)) {
        flaws.add(Flaw.of("image", address));
      }
      visitChildren(image);
    }

    private int start(Node node) {
      return node.getSourceSpans().get(0).getInputIndex();
    }

    private int end(Node node) {
      List<SourceSpan> spans = node.getSourceSpans();
      SourceSpan last = spans.get(spans.size() - 1);
      return last.getInputIndex() + last.getLength();
    }
  }
}
