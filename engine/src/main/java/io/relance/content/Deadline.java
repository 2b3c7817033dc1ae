package io.relance.content;

import java.util.ArrayList;
import java.util.List;
import liqp.RenderTransformer;
import liqp.TemplateContext;
import org.jspecify.annotations.Nullable;

/**
 * Lets a rendering thread be stopped: the watchdog interrupts it, and whatever a template does
 * passes here every few steps.
 */
final class Deadline implements RenderTransformer {

  static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new Unrenderable("the template takes too long");
    }
  }

  @Override
  public ObjectAppender.Controller newObjectAppender(TemplateContext context, int estimate) {
    check();
    return new Joined(context.getParser().getLimitMaxSizeRenderedString());
  }

  @Override
  public Object transformObject(TemplateContext context, Object object) {
    return object;
  }

  /** Keeps a single object as it is, as Liqp does, and joins several to a text. */
  private static final class Joined implements ObjectAppender.Controller {

    private final int longest;
    private final List<Object> parts = new ArrayList<>();
    private int steps;
    private long length;

    Joined(int longest) {
      this.longest = longest;
    }

    @Override
    public void append(@Nullable Object part) {
      if (++steps % 256 == 0) {
        check();
      }
      String text = part == null ? "" : part.toString();
      if (text.isEmpty()) {
        return;
      }
      length += text.length();
      if (length > longest) {
        throw new Unrenderable("the rendered text is longer than " + longest + " characters");
      }
      parts.add(text);
    }

    @Override
    public Object getResult() {
      StringBuilder all = new StringBuilder((int) length);
      parts.forEach(all::append);
      return all.toString();
    }
  }
}
