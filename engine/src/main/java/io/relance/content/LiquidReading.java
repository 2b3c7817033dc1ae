package io.relance.content;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import liqp.org.antlr.v4.runtime.BaseErrorListener;
import liqp.org.antlr.v4.runtime.CharStreams;
import liqp.org.antlr.v4.runtime.RecognitionException;
import liqp.org.antlr.v4.runtime.Recognizer;
import liqp.org.antlr.v4.runtime.Token;
import liqp.org.antlr.v4.runtime.tree.ParseTree;
import liquid.parser.v4.LiquidLexer;
import liquid.parser.v4.LiquidParser.AssignmentContext;
import liquid.parser.v4.LiquidParser.FilterContext;
import liquid.parser.v4.LiquidParser.For_arrayContext;
import liquid.parser.v4.LiquidParser.For_rangeContext;
import liquid.parser.v4.LiquidParser.LookupContext;
import org.jspecify.annotations.Nullable;

/**
 * Where the Liquid stands in a text, and whether it keeps to what is allowed. Liqp's own lexer
 * reads it, so that nothing is taken for plain text here which Liqp would run.
 */
final class LiquidReading {

  private static final int MOST_CHUNKS = 2_000;
  private static final int LONGEST_CHUNK = 200;
  private static final int DEEPEST = 30;

  /** The words that may follow {@code {%}: everything else is no tag of ours. */
  private static final Set<Integer> TAGS =
      Set.of(
          LiquidLexer.IfStart,
          LiquidLexer.Elsif,
          LiquidLexer.Else,
          LiquidLexer.IfEnd,
          LiquidLexer.UnlessStart,
          LiquidLexer.UnlessEnd,
          LiquidLexer.CaseStart,
          LiquidLexer.When,
          LiquidLexer.CaseEnd,
          LiquidLexer.ForStart,
          LiquidLexer.ForEnd,
          LiquidLexer.Assign,
          LiquidLexer.Continue,
          LiquidLexer.CommentStart,
          LiquidLexer.CommentEnd,
          LiquidLexer.RawStart,
          LiquidLexer.RawEnd,
          LiquidLexer.SimpleTagId);

  private static final Set<Integer> OPENING =
      Set.of(
          LiquidLexer.IfStart,
          LiquidLexer.UnlessStart,
          LiquidLexer.CaseStart,
          LiquidLexer.ForStart,
          LiquidLexer.OPar,
          LiquidLexer.OBr);
  private static final Set<Integer> CLOSING =
      Set.of(
          LiquidLexer.IfEnd,
          LiquidLexer.UnlessEnd,
          LiquidLexer.CaseEnd,
          LiquidLexer.ForEnd,
          LiquidLexer.CPar,
          LiquidLexer.CBr);

  /**
   * One piece of Liquid.
   *
   * @param slot where the filter that makes a slot goes; -1 for tags
   */
  record Chunk(int start, int end, int slot) {
    boolean isOutput() {
      return slot >= 0;
    }
  }

  private final String source;
  private final List<Chunk> chunks = new ArrayList<>();
  private final Set<Flaw> flaws = new LinkedHashSet<>();
  private final Set<String> roots = new LinkedHashSet<>();

  private LiquidReading(String source) {
    this.source = source;
  }

  /** Finds the Liquid, and refuses tags and sizes before the real parser sees the text. */
  static LiquidReading of(String source) {
    LiquidReading reading = new LiquidReading(source);
    try {
      reading.scan();
    } catch (SyntaxTrouble e) {
      reading.flaws.add(Flaw.of("syntax", String.valueOf(e.getMessage())));
    }
    return reading;
  }

  static LiquidReading refused(Flaw flaw) {
    LiquidReading reading = new LiquidReading("");
    reading.flaws.add(flaw);
    return reading;
  }

  String source() {
    return source;
  }

  List<Chunk> chunks() {
    return chunks;
  }

  List<Flaw> flaws() {
    return List.copyOf(flaws);
  }

  Set<String> roots() {
    return roots;
  }

  /** The text with every value going into a slot. */
  String withSlots(String filter) {
    StringBuilder text = new StringBuilder(source.length() + 40 * chunks.size());
    int done = 0;
    for (Chunk chunk : chunks) {
      if (chunk.isOutput()) {
        text.append(source, done, chunk.slot()).append(" | ").append(filter).append(' ');
        done = chunk.slot();
      }
    }
    return text.append(source, done, source.length()).toString();
  }

  String withSlots(Chunk chunk, String filter) {
    return chunk.isOutput()
        ? source.substring(chunk.start(), chunk.slot())
            + " | "
            + filter
            + ' '
            + source.substring(chunk.slot(), chunk.end())
        : source.substring(chunk.start(), chunk.end());
  }

  private void scan() {
    LiquidLexer lexer =
        new LiquidLexer(
            CharStreams.fromString(source), false, false, Set.of(), Set.of("break", "continue"));
    lexer.removeErrorListeners();
    lexer.addErrorListener(new Listener());
    // ANTLR counts code points, Java counts characters.
    int[] offsets = offsets(source);
    int start = -1;
    int length = 0;
    int depth = 0;
    @Nullable Token before = null;
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      int type = token.getType();
      if (type == LiquidLexer.Other || type == LiquidLexer.OtherRaw) {
        continue;
      }
      if (start < 0) {
        start = offsets[token.getStartIndex()];
        length = 0;
      }
      if (before != null && before.getType() == LiquidLexer.TagStart) {
        checkTag(token);
      }
      depth += OPENING.contains(type) ? 1 : CLOSING.contains(type) ? -1 : 0;
      if (++length > LONGEST_CHUNK || depth > DEEPEST || token.getText().length() > 2_000) {
        flaws.add(Flaw.of("too-complex", token.getLine()));
        return;
      }
      if ((type == LiquidLexer.LongNum || type == LiquidLexer.DoubleNum)
          && token.getText().length() > 18) {
        flaws.add(Flaw.of("number", token.getLine()));
      }
      boolean raw = type == LiquidLexer.RawStart;
      if (type == LiquidLexer.OutEnd || type == LiquidLexer.TagEnd || raw) {
        int end = offsets[token.getStopIndex() + 1];
        chunks.add(
            new Chunk(
                start, end, type == LiquidLexer.OutEnd ? offsets[token.getStartIndex()] : -1));
        start = -1;
        if (chunks.size() > MOST_CHUNKS) {
          flaws.add(Flaw.of("too-complex", token.getLine()));
          return;
        }
      }
      if (token.getChannel() == Token.DEFAULT_CHANNEL) {
        before = token;
      }
    }
    if (start >= 0) {
      flaws.add(
          Flaw.of("unclosed", source.substring(start, Math.min(source.length(), start + 40))));
    }
  }

  private void checkTag(Token token) {
    if (!TAGS.contains(token.getType())) {
      flaws.add(Flaw.of("tag", token.getText().strip(), token.getLine()));
    }
  }

  private static int[] offsets(String text) {
    int[] offsets = new int[text.codePointCount(0, text.length()) + 1];
    int offset = 0;
    for (int i = 0; i < offsets.length - 1; i++) {
      offsets[i] = offset;
      offset += Character.charCount(text.codePointAt(offset));
    }
    offsets[offsets.length - 1] = offset;
    return offsets;
  }

  /** Looks at what Liqp made of the text: the names and filters it uses. */
  void judge(ParseTree tree, Set<String> knownRoots) {
    Set<String> own = new LinkedHashSet<>(Set.of("forloop"));
    Deque<ParseTree> todo = new ArrayDeque<>();
    todo.push(tree);
    while (!todo.isEmpty()) {
      ParseTree next = todo.pop();
      if (next instanceof LookupContext) {
        roots.add(next.getText().replaceAll("^\\[[\"']?|[.\\[\\]\"'?].*$", ""));
      } else if (next instanceof AssignmentContext assignment) {
        own.add(assignment.id().getText());
      } else if (next instanceof For_arrayContext loop) {
        own.add(loop.id().getText());
      } else if (next instanceof For_rangeContext loop) {
        own.add(loop.id().getText());
      } else if (next instanceof FilterContext filter
          && !LiquidFilters.allows(filter.Id().getText())) {
        flaws.add(Flaw.of("filter", filter.Id().getText()));
      }
      for (int i = next.getChildCount() - 1; i >= 0; i--) {
        todo.push(next.getChild(i));
      }
    }
    for (String name : own) {
      if (knownRoots.contains(name)) {
        flaws.add(Flaw.of("taken", name));
      }
    }
    roots.removeAll(own);
    for (String root : roots) {
      if (!knownRoots.contains(root)) {
        flaws.add(Flaw.of("name", root, String.join(", ", knownRoots)));
      }
    }
  }

  private static final class Listener extends BaseErrorListener {
    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        @Nullable Object symbol,
        int line,
        int column,
        String message,
        @Nullable RecognitionException e) {
      throw new SyntaxTrouble("line " + line + ": " + message);
    }
  }

  private static final class SyntaxTrouble extends RuntimeException {
    private static final long serialVersionUID = 1;

    SyntaxTrouble(String message) {
      super(message);
    }
  }
}
