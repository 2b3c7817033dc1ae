package io.relance.datamart;

import java.util.Locale;

/** Why a row is not stored; pages say it in the reader's language, the API in English. */
enum Refusal {
  KEY("must be a text of 1 to 200 characters without / \\ ; %% and control characters"),
  COLUMN("is no column of '%s'"),
  TEXT(ColumnType.TEXT.demand()),
  NUMBER(ColumnType.NUMBER.demand()),
  BOOLEAN(ColumnType.BOOLEAN.demand()),
  DATE(ColumnType.DATE.demand()),
  INSTANT(ColumnType.INSTANT.demand()),
  CONTACT("must be the external id of a contact"),
  PARENT("must be the key of the row that it belongs to"),
  NO_CONTACT("there is no contact '%s'"),
  NO_PARENT("there is no row '%s' that it could belong to"),
  /** Of a line in a file. */
  CELLS("does not have the columns that the first line names"),
  /** Of what an event says. */
  LIST("must be a list of at most 1,000 objects"),
  NOT_STORED("could not be stored");

  private final String words;

  Refusal(String words) {
    this.words = words;
  }

  static Refusal of(ColumnType type) {
    return valueOf(type.name());
  }

  static Refusal ofStored(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The sentence in English.
   *
   * @param about what it names; an empty text when it names nothing
   */
  String words(String about) {
    return words.formatted(about);
  }
}
