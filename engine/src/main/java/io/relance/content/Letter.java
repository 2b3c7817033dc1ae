package io.relance.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.AttributeProviderContext;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;
import org.commonmark.renderer.text.LineBreakRendering;
import org.commonmark.renderer.text.TextContentNodeRendererContext;
import org.commonmark.renderer.text.TextContentRenderer;
import org.commonmark.renderer.text.TextContentWriter;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.web.util.HtmlUtils;

/** One body, rendered for one contact: the same content as HTML and as plain text. */
record Letter(String html, String text) {

  private static final Properties STYLES = styles();
  private static final HtmlRenderer HTML =
      HtmlRenderer.builder()
          .escapeHtml(true)
          .attributeProviderFactory(Styled::new)
          .nodeRendererFactory(ButtonHtml::new)
          .build();
  private static final TextContentRenderer TEXT =
      TextContentRenderer.builder()
          .lineBreakRendering(LineBreakRendering.SEPARATE_BLOCKS)
          .nodeRendererFactory(LinkText::new)
          .build();

  private static Properties styles() {
    try {
      return PropertiesLoaderUtils.loadProperties(
          new ClassPathResource("content/email-styles.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the letter.
   *
   * @param addresses the address for each destination of the rendered Markdown; empty where a link
   *     must not be one
   */
  static Letter write(String markdown, Function<String, String> addresses) {
    Node document = Markdown.parse(markdown);
    document.accept(new Addressing(addresses));
    Markdown.arrange(document);
    return new Letter(
        Slots.fill(HTML.render(document), Letter::escape),
        Slots.fill(TEXT.render(document), Letter::lines).strip() + "\n");
  }

  static String escape(String value) {
    return HtmlUtils.htmlEscape(lines(value), "UTF-8").replace("\n", "<br>");
  }

  private static String lines(String value) {
    return String.join("\n", value.lines().map(Form::harmless).toList());
  }

  /** Puts the real addresses in, and takes links away that have none. */
  private static final class Addressing extends AbstractVisitor {
    private final Function<String, String> addresses;

    Addressing(Function<String, String> addresses) {
      this.addresses = addresses;
    }

    @Override
    public void visit(Link link) {
      visitChildren(link);
      String address = addresses.apply(link.getDestination());
      link.setTitle(null);
      link.setDestination(address);
      if (address.isEmpty()) {
        Node child = link.getFirstChild();
        while (child != null) {
          Node next = child.getNext();
          link.insertBefore(child);
          child = next;
        }
        link.unlink();
      }
    }

    @Override
    public void visit(Image image) {
      String address = Slots.fill(image.getDestination(), Form::percentEncoded);
      image.setTitle(null);
      image.setDestination(address);
      if (!address.matches("(?i)https?://.*")) {
        image.unlink();
      }
    }
  }

  /** Gives each element its style where it stands: many mail programs read no style sheet. */
  private record Styled(AttributeProviderContext context) implements AttributeProvider {
    @Override
    public void setAttributes(Node node, String tag, Map<String, String> attributes) {
      String style = STYLES.getProperty(tag);
      if (style != null) {
        attributes.put("style", style);
      }
      if (node instanceof Image) {
        attributes.put("border", "0");
      }
    }
  }

  private record ButtonHtml(HtmlNodeRendererContext context) implements NodeRenderer {
    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(Markdown.Button.class);
    }

    @Override
    public void render(Node button) {
      Link link = (Link) button.getFirstChild();
      HtmlWriter html = context.getWriter();
      html.line();
      html.raw(EmailFrame.button(link.getDestination()).before());
      for (Node child = link.getFirstChild(); child != null; child = child.getNext()) {
        context.render(child);
      }
      html.raw(EmailFrame.button(link.getDestination()).after());
      html.line();
    }
  }

  private record LinkText(TextContentNodeRendererContext context) implements NodeRenderer {
    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(Link.class, Image.class, Markdown.Button.class);
    }

    @Override
    public void render(Node node) {
      TextContentWriter text = context.getWriter();
      for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
        context.render(child);
      }
      if (node instanceof Link link) {
        text.write(" (" + link.getDestination() + ")");
      } else if (node instanceof Markdown.Button) {
        text.block();
      }
    }
  }
}
