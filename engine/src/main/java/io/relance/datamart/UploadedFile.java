package io.relance.datamart;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An uploaded file, on disk as UTF-8 until it is in the database; never whole in memory. What is
 * not UTF-8 is taken for what Excel writes in Western Europe.
 */
final class UploadedFile implements Closeable {

  static final long LARGEST = 100L * 1024 * 1024;
  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final int BUFFER = 64 * 1024;

  private final Path text;

  private UploadedFile(Path text) {
    this.text = text;
  }

  /** Takes the bytes as they come. */
  static UploadedFile receive(InputStream in) {
    try {
      Path raw = Files.createTempFile("relance-upload", ".raw");
      try {
        spool(in, raw);
        refuseArchive(raw);
        Path text = Files.createTempFile("relance-upload", ".csv");
        try {
          copy(raw, isUtf8(raw) ? StandardCharsets.UTF_8 : WINDOWS, text);
          return new UploadedFile(text);
        } catch (IOException | RuntimeException e) {
          Files.delete(text);
          throw e;
        }
      } finally {
        Files.delete(raw);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file could not be kept", e);
    }
  }

  long size() {
    try {
      return Files.size(text);
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file is gone", e);
    }
  }

  InputStream open() {
    try {
      return Files.newInputStream(text);
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file is gone", e);
    }
  }

  /** The first bytes. */
  byte[] start(int bytes) {
    try (InputStream in = open()) {
      return in.readNBytes(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file cannot be read", e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(text);
    } catch (IOException e) {
      throw new UncheckedIOException("a temporary file could not be removed", e);
    }
  }

  private static void spool(InputStream in, Path raw) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (OutputStream out = Files.newOutputStream(raw)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > LARGEST) {
          throw FileRejected.tooLarge(LARGEST / 1024 / 1024);
        }
        out.write(buffer, 0, n);
      }
    }
  }

  private static void refuseArchive(Path raw) throws IOException {
    try (InputStream in = Files.newInputStream(raw)) {
      byte[] start = in.readNBytes(4);
      if (start.length == 4 && start[0] == 'P' && start[1] == 'K' && start[2] < 9) {
        throw FileRejected.noCsv();
      }
    }
  }

  private static boolean isUtf8(Path raw) throws IOException {
    char[] buffer = new char[BUFFER];
    try (Reader reader = reader(raw, StandardCharsets.UTF_8)) {
      int n = reader.read(buffer);
      while (n >= 0) {
        n = reader.read(buffer);
      }
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Without the mark that some programs put before the first line. */
  private static void copy(Path raw, Charset encoding, Path text) throws IOException {
    char[] buffer = new char[BUFFER];
    try (Reader reader = reader(raw, encoding);
        Writer writer = Files.newBufferedWriter(text)) {
      boolean first = true;
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        int mark = first && n > 0 && buffer[0] == '\uFEFF' ? 1 : 0;
        first = first && n == 0;
        writer.write(buffer, mark, n - mark);
      }
    }
  }

  private static Reader reader(Path raw, Charset encoding) throws IOException {
    // windows-1252 leaves five bytes without a meaning; a sign that is lost is no reason to refuse.
    CodingErrorAction action =
        encoding.equals(WINDOWS) ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT;
    return new InputStreamReader(
        Files.newInputStream(raw),
        encoding.newDecoder().onMalformedInput(action).onUnmappableCharacter(action));
  }
}
