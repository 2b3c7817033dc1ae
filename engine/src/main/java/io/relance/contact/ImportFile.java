package io.relance.contact;

import io.relance.core.Rejected;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An uploaded file, kept on disk as UTF-8 until it is in the database; never whole in memory. */
final class ImportFile implements Closeable {

  static final long LARGEST = 100L * 1024 * 1024;

  private static final Charset WINDOWS = Charset.forName("windows-1252");

  /**
   * What each byte of windows-1252 means. The five that it leaves open keep their number, so that a
   * file which was taken for it by mistake can be read in its right encoding later.
   */
  private static final char[] SIGNS = new char[256];

  private static final Map<Character, Integer> BYTES = new HashMap<>();

  static {
    for (int i = 0; i < SIGNS.length; i++) {
      char sign = new String(new byte[] {(byte) i}, WINDOWS).charAt(0);
      SIGNS[i] = sign == '\uFFFD' ? (char) i : sign;
      BYTES.put(SIGNS[i], i);
    }
  }

  private final Path text;
  private final Charset encoding;

  private ImportFile(Path text, Charset encoding) {
    this.text = text;
    this.encoding = encoding;
  }

  /** Takes the bytes as they come, and the caller's word for their encoding if there is one. */
  static ImportFile receive(InputStream in, @Nullable Charset encoding) {
    try {
      Path raw = Files.createTempFile("relance-import", ".raw");
      try {
        spool(in, raw);
        return transcode(raw, encoding);
      } finally {
        Files.delete(raw);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file could not be kept", e);
    }
  }

  /** Reads what was taken in as one encoding again, as another one. */
  static ImportFile again(ImportFile text, Charset mistaken, Charset encoding) {
    try {
      Path raw = Files.createTempFile("relance-import", ".raw");
      try {
        write(text.path(), mistaken, raw);
        return transcode(raw, encoding);
      } finally {
        Files.delete(raw);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file could not be kept", e);
    }
  }

  /** A text that is in the database already. */
  static ImportFile of(InputStream utf8) {
    try {
      Path text = Files.createTempFile("relance-import", ".csv");
      Files.copy(utf8, text, StandardCopyOption.REPLACE_EXISTING);
      return new ImportFile(text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file could not be kept", e);
    }
  }

  Path path() {
    return text;
  }

  /** The encoding that it came in. */
  Charset encoding() {
    return encoding;
  }

  long size() {
    try {
      return Files.size(text);
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file is gone", e);
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
    byte[] buffer = new byte[64 * 1024];
    long size = 0;
    try (OutputStream out = Files.newOutputStream(raw, StandardOpenOption.WRITE)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > LARGEST) {
          throw new Rejected(
              413, "too-large", "A file may hold up to 100 MiB; divide it into several.");
        }
        out.write(buffer, 0, n);
      }
    }
  }

  private static ImportFile transcode(Path raw, @Nullable Charset given) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(raw)) {
      start = in.readNBytes(4);
    }
    if (start.length >= 4 && start[0] == 'P' && start[1] == 'K' && start[2] < 9) {
      throw ImportRequest.refused(
          "file", "is a ZIP archive or a spreadsheet; save it as CSV and upload that");
    }
    Charset mark = byteOrderMark(start);
    Charset encoding = mark != null ? mark : given != null ? given : guess(raw);
    Path text = Files.createTempFile("relance-import", ".csv");
    try {
      copy(raw, encoding, text);
      return new ImportFile(text, encoding);
    } catch (CharacterCodingException e) {
      Files.delete(text);
      throw ImportRequest.refused(
          "encoding", "is not " + encoding.name() + "; name another one, or none to have it found");
    } catch (IOException | RuntimeException e) {
      Files.delete(text);
      throw e;
    }
  }

  private static @Nullable Charset byteOrderMark(byte[] start) {
    if (start.length >= 3
        && start[0] == (byte) 0xEF
        && start[1] == (byte) 0xBB
        && start[2] == (byte) 0xBF) {
      return StandardCharsets.UTF_8;
    }
    if (start.length >= 2 && start[0] == (byte) 0xFF && start[1] == (byte) 0xFE) {
      return StandardCharsets.UTF_16LE;
    }
    return start.length >= 2 && start[0] == (byte) 0xFE && start[1] == (byte) 0xFF
        ? StandardCharsets.UTF_16BE
        : null;
  }

  private static Charset guess(Path raw) throws IOException {
    char[] buffer = new char[64 * 1024];
    try (Reader reader = reader(raw, StandardCharsets.UTF_8)) {
      int n = reader.read(buffer);
      while (n >= 0) {
        n = reader.read(buffer);
      }
      return StandardCharsets.UTF_8;
    } catch (CharacterCodingException e) {
      return WINDOWS;
    }
  }

  private static void copy(Path raw, Charset encoding, Path text) throws IOException {
    char[] buffer = new char[64 * 1024];
    try (Reader reader = reader(raw, encoding);
        Writer writer = Files.newBufferedWriter(text)) {
      int from = 1;
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        if (encoding.equals(WINDOWS)) {
          translate(buffer, n);
        }
        int mark = from == 1 && n > 0 && buffer[0] == '\uFEFF' ? 1 : 0;
        from = n > 0 ? 0 : from;
        writer.write(buffer, mark, n - mark);
      }
    }
  }

  private static void translate(char[] signs, int length) {
    for (int i = 0; i < length; i++) {
      signs[i] = SIGNS[signs[i]];
    }
  }

  private static void write(Path text, Charset encoding, Path raw) throws IOException {
    char[] buffer = new char[64 * 1024];
    try (Reader reader = Files.newBufferedReader(text);
        Writer writer =
            new OutputStreamWriter(
                Files.newOutputStream(raw),
                encoding.equals(WINDOWS) ? StandardCharsets.ISO_8859_1 : encoding)) {
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        for (int i = 0; encoding.equals(WINDOWS) && i < n; i++) {
          buffer[i] = (char) BYTES.getOrDefault(buffer[i], (int) '?').intValue();
        }
        writer.write(buffer, 0, n);
      }
    }
  }

  private static Reader reader(Path raw, Charset encoding) throws IOException {
    // Bytes of windows-1252 are told apart by their numbers first, see SIGNS.
    return new InputStreamReader(
        Files.newInputStream(raw),
        (encoding.equals(WINDOWS) ? StandardCharsets.ISO_8859_1 : encoding)
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }
}
