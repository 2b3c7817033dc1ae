package io.relance.platform;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body was read once to know its hash and can be read again. A long body waits in a
 * temporary file; the parts of an upload are kept by the container anyway.
 */
final class RereadableBody implements AutoCloseable {

  private final HttpServletRequest request;
  private final byte[] hash;
  private final @Nullable Path file;

  private RereadableBody(HttpServletRequest request, byte[] hash, @Nullable Path file) {
    this.request = request;
    this.hash = hash;
    this.file = file;
  }

  static RereadableBody of(HttpServletRequest request) throws IOException, ServletException {
    MessageDigest digest = digestOf(request);
    String type = Objects.requireNonNullElse(request.getContentType(), "");
    if (type.startsWith("multipart/")) {
      for (Part part : request.getParts()) {
        add(digest, part.getName());
        add(digest, part.getSubmittedFileName());
        copy(part.getInputStream(), OutputStream.nullOutputStream(), digest);
      }
      return new RereadableBody(request, digest.digest(), null);
    } else if (type.startsWith("text/csv") || type.startsWith("text/plain")) {
      Path file = Files.createTempFile("relance-body", ".csv");
      try (OutputStream out = Files.newOutputStream(file)) {
        copy(request.getInputStream(), out, digest);
      }
      return new RereadableBody(
          new Again(request, () -> Files.newInputStream(file)), digest.digest(), file);
    }
    var bytes = new ByteArrayOutputStream();
    copy(request.getInputStream(), bytes, digest);
    byte[] body = bytes.toByteArray();
    return new RereadableBody(
        new Again(request, () -> new ByteArrayInputStream(body)), digest.digest(), null);
  }

  HttpServletRequest request() {
    return request;
  }

  /** The hash of method, address and body. */
  byte[] hash() {
    return hash;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }

  private static MessageDigest digestOf(HttpServletRequest request) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, request.getMethod());
      add(digest, request.getRequestURI());
      add(digest, request.getQueryString());
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static void add(MessageDigest digest, @Nullable String text) {
    digest.update(Objects.requireNonNullElse(text, "").getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static void copy(InputStream from, OutputStream to, MessageDigest digest)
      throws IOException {
    try (InputStream in = from) {
      in.transferTo(new DigestOutputStream(to, digest));
    }
  }

  /** Opens the body once more. */
  private interface Source {
    InputStream open() throws IOException;
  }

  private static final class Again extends HttpServletRequestWrapper {

    private final Source source;

    Again(HttpServletRequest request, Source source) {
      super(request);
      this.source = source;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new Reading(source.open());
    }
  }

  private static final class Reading extends ServletInputStream {

    private final InputStream in;
    private boolean finished;

    Reading(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      finished = b < 0;
      return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = in.read(into, offset, length);
      finished = n < 0;
      return n;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }

    @Override
    public boolean isFinished() {
      return finished;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException("the body is read in the request's own thread");
    }
  }
}
