package io.relance.content;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Block;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** How bodies are read. Raw HTML is not read at all: it appears as the author typed it. */
final class Markdown {

  private static final Set<Class<? extends Block>> BLOCKS =
      Set.of(
          Heading.class,
          ThematicBreak.class,
          FencedCodeBlock.class,
          IndentedCodeBlock.class,
          BlockQuote.class,
          ListBlock.class);
  private static final Parser PARSER =
      Parser.builder()
          .enabledBlockTypes(BLOCKS)
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          .build();
  private static final Pattern SCHEME = Pattern.compile("relance:(\\d{1,6})");

  private Markdown() {}

  static Node parse(String text) {
    return PARSER.parse(text);
  }

  /** The destination that stands for a target of a body while it is rendered. */
  static String scheme(int target) {
    return "relance:" + target;
  }

  /** The target that a destination stands for, or -1. */
  static int target(String destination) {
    Matcher matcher = SCHEME.matcher(destination);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /** A link that stands alone in its paragraph. */
  static final class Button extends CustomBlock {}

  /** Makes buttons of links that stand alone, and drops paragraphs whose values are all empty. */
  static void arrange(Node document) {
    Node next;
    for (Node node = document.getFirstChild(); node != null; node = next) {
      next = node.getNext();
      if (node instanceof Paragraph && holdsOnlyLink(node)) {
        Button button = new Button();
        button.appendChild(node.getFirstChild());
        node.insertAfter(button);
        node.unlink();
      } else if (node instanceof Paragraph
          && node.getFirstChild() instanceof Text text
          && text.getNext() == null
          && Slots.onlyEmpty(text.getLiteral())) {
        node.unlink();
      }
    }
  }

  private static boolean holdsOnlyLink(Node paragraph) {
    Node only = paragraph.getFirstChild();
    return only instanceof Link && only.getNext() == null && only.getFirstChild() != null;
  }
}
