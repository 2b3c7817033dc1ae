package io.relance.contact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.relance.contact.CsvRecords.CsvRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvRecordsTest {

  @Test
  void numbersRecordsByTheirFirstLineWhateverEndsTheLines() {
    assertThat(all("a,b\r\n\"x\ny\",2\r\rc,3\n\nd"))
        .extracting(CsvRecord::line, CsvRecord::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1L, "a,b"),
            org.assertj.core.groups.Tuple.tuple(2L, "\"x\ny\",2"),
            org.assertj.core.groups.Tuple.tuple(5L, "c,3"),
            org.assertj.core.groups.Tuple.tuple(7L, "d"));
  }

  @Test
  void losesOnlyTheLineWhoseQuoteNobodyClosed() {
    List<CsvRecord> records = all("1,a\n2,\"b\n3,c\n4,d\n");

    assertThat(records).extracting(CsvRecord::text).containsExactly("1,a", "2,\"b", "3,c", "4,d");
    assertThat(records).extracting(CsvRecord::unclosed).containsExactly(false, true, false, false);
  }

  @Test
  void readsTheSameWhereverTheFileIsCutIntoParts() {
    Random random = new Random(7);
    String alphabet = "ab,;\"\n\ré";
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i >= 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      byte[] file = text.toString().getBytes(UTF_8);
      assertThat(inParts(file, 1 + random.nextInt(file.length)))
          .as(text.toString())
          .isEqualTo(all(text.toString()));
    }
  }

  /** Parts that grow until they hold a record, as the readers of large files do it. */
  private static List<CsvRecord> inParts(byte[] file, int size) {
    List<CsvRecord> found = new ArrayList<>();
    int from = 0;
    long line = 1;
    int wanted = size;
    while (from < file.length) {
      int to = Math.min(file.length, from + wanted);
      CsvRecords records =
          new CsvRecords(Arrays.copyOfRange(file, from, to), to == file.length, ',', line);
      for (CsvRecord one = records.next(); one != null; one = records.next()) {
        found.add(one);
      }
      from += records.position();
      line = records.line();
      wanted = records.position() == 0 ? wanted + 1 : size;
    }
    return found;
  }

  private static List<CsvRecord> all(String text) {
    CsvRecords records = new CsvRecords(text.getBytes(UTF_8), true, ',', 1);
    List<CsvRecord> found = new ArrayList<>();
    for (CsvRecord one = records.next(); one != null; one = records.next()) {
      found.add(one);
    }
    return found;
  }
}
