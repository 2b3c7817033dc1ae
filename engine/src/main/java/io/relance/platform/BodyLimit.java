package io.relance.platform;

import io.relance.core.Rejected;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Stops reading a body that is larger than any honest one, whether or not its length was told.
 * Uploads of files have the limits of {@code spring.servlet.multipart}, CSV and plain text the same
 * as one.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class BodyLimit extends OncePerRequestFilter {

  static final long JSON = 1L << 20;
  static final long DIAGRAM = 4L << 20;
  static final long CSV = 100L << 20;

  private final HandlerExceptionResolver answers;

  BodyLimit(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver answers) {
    this.answers = answers;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long limit = limit(request.getContentType() == null ? "" : request.getContentType());
    if (request.getContentLengthLong() > limit) {
      refuse(request, response, tooLarge(limit));
    } else {
      chain.doFilter(new Limited(request, limit), response);
    }
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response, Rejected no)
      throws IOException {
    if (ProblemAdvice.forMachines(request)) {
      answers.resolveException(request, response, null, no);
    } else {
      request.setAttribute(Rejected.class.getName(), no);
      response.sendError(no.status());
    }
  }

  private static long limit(String type) {
    if (type.startsWith("multipart/")) {
      return Long.MAX_VALUE;
    } else if (type.startsWith("text/csv") || type.startsWith("text/plain")) {
      return CSV;
    }
    return type.contains("xml") ? DIAGRAM : JSON;
  }

  private static Rejected tooLarge(long limit) {
    return new Rejected(
        413,
        "too-large",
        "The body is larger than " + (limit >> 20) + " MiB; send less at a time.");
  }

  private static final class Limited extends HttpServletRequestWrapper {

    private final long limit;

    Limited(HttpServletRequest request, long limit) {
      super(request);
      this.limit = limit;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new Counting(super.getInputStream(), limit);
    }
  }

  private static final class Counting extends ServletInputStream {

    private final ServletInputStream body;
    private final long limit;
    private long read;

    Counting(ServletInputStream body, long limit) {
      this.body = body;
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      int b = body.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = body.read(into, offset, length);
      count(Math.max(n, 0));
      return n;
    }

    private void count(int n) {
      read += n;
      if (read > limit) {
        throw tooLarge(limit);
      }
    }

    @Override
    public boolean isFinished() {
      return body.isFinished();
    }

    @Override
    public boolean isReady() {
      return body.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      body.setReadListener(listener);
    }
  }
}
