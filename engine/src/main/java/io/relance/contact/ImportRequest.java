package io.relance.contact;

import io.relance.contact.ImportPlan.Consent;
import io.relance.core.Channel;
import io.relance.core.LegalBasis;
import io.relance.core.Purpose;
import io.relance.core.Rejected;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of an import asks for; every absent choice is made from the file.
 *
 * @param mapping column name to field; an empty field leaves the column out
 * @param format how dates and numbers are written
 * @param header whether the first line names the columns
 * @param places fields by the number of their column, from 0; they win over the mapping
 * @param types of fields that are new
 */
public record ImportRequest(
    String fileName,
    @Nullable Character delimiter,
    @Nullable Charset encoding,
    boolean createFields,
    List<Consent> consents,
    @Nullable String proof,
    Map<String, String> mapping,
    boolean dryRun,
    CellFormat format,
    @Nullable Quoting quoting,
    boolean header,
    Map<Integer, String> places,
    Map<String, FieldType> types) {

  /** What a form says for a column that becomes a new field. */
  static final String NEW = "+";

  /** What a column of unknown values may become. */
  static final List<FieldType> NEW_TYPES =
      List.of(FieldType.TEXT, FieldType.NUMBER, FieldType.BOOLEAN, FieldType.DATE, FieldType.LIST);

  private static final int LONGEST_PROOF = 2000;
  private static final Pattern PLACE = Pattern.compile("column\\.[0-9]{1,3}");

  /** Reads the parameters of an HTTP request or a form, by their names in the API. */
  public static ImportRequest of(String fileName, Map<String, String> parameters) {
    List<Consent> consents = consents(parameters);
    String proof = parameters.getOrDefault("proof", "").strip();
    if (!consents.isEmpty() && (proof.isEmpty() || proof.length() > LONGEST_PROOF)) {
      throw refused(
          "proof", "must say (in up to 2,000 characters) how these contacts gave their consent");
    }
    if (!WellFormed.text(proof)) {
      throw refused("proof", "holds a NUL or broken character");
    }
    return new ImportRequest(
        plain(fileName),
        delimiter(parameters.getOrDefault("delimiter", "")),
        encoding(parameters.getOrDefault("encoding", "").strip()),
        truth(parameters, "createFields", true),
        consents,
        proof.isEmpty() ? null : proof,
        mapping(parameters.getOrDefault("mapping", "")),
        truth(parameters, "dryRun", false),
        new CellFormat(
            dates(parameters.getOrDefault("dates", "")),
            decimals(parameters.getOrDefault("numbers", ""))),
        quoting(parameters.getOrDefault("quoting", "")),
        truth(parameters, "header", true),
        places(parameters),
        types(parameters));
  }

  /** The same for another name of the file and another wish whether anything is stored. */
  ImportRequest rehearsed(String name, boolean rehearsal) {
    return new ImportRequest(
        name,
        delimiter,
        encoding,
        createFields,
        consents,
        proof,
        mapping,
        rehearsal,
        format,
        quoting,
        header,
        places,
        types);
  }

  /** Whether the field of this column was chosen by its place. */
  boolean isPlaced(int column) {
    return places.containsKey(column);
  }

  static Rejected refused(String field, String problem) {
    return new Rejected(
            422, "import-invalid", "The file was not imported: " + field + " " + problem)
        .with(field, problem);
  }

  private static @Nullable Character delimiter(String text) {
    return switch (text) {
      case "" -> null;
      case ",", "comma" -> ',';
      case ";", "semicolon" -> ';';
      case "\t", "\\t", "tab" -> '\t';
      case "|", "pipe" -> '|';
      default -> throw refused("delimiter", "must be one of , ; | or tab");
    };
  }

  private static CellFormat.@Nullable Dates dates(String word) {
    return switch (word) {
      case "", "iso" -> null;
      case "dmy" -> CellFormat.Dates.DMY;
      case "mdy" -> CellFormat.Dates.MDY;
      case "ymd" -> CellFormat.Dates.YMD;
      default -> throw refused("dates", "must be one of iso, dmy, mdy, ymd");
    };
  }

  private static CellFormat.@Nullable Decimals decimals(String word) {
    return switch (word) {
      case "", "any" -> null;
      case "comma" -> CellFormat.Decimals.COMMA;
      case "point" -> CellFormat.Decimals.POINT;
      default -> throw refused("numbers", "must be one of any, comma, point");
    };
  }

  private static @Nullable Charset encoding(String name) {
    try {
      return name.isEmpty() ? null : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw refused("encoding", "is not an encoding such as UTF-8 or windows-1252");
    }
  }

  private static boolean truth(Map<String, String> parameters, String name, boolean otherwise) {
    return switch (parameters.getOrDefault(name, "")) {
      case "" -> otherwise;
      case "true", "on" -> true;
      case "false" -> false;
      default -> throw refused(name, "must be true or false");
    };
  }

  /** What the rows agree to, all of it on one ground and to one wording. */
  private static List<Consent> consents(Map<String, String> parameters) {
    String text = parameters.getOrDefault("consent", "");
    LegalBasis basis =
        LegalBasis.of(parameters.getOrDefault("basis", "consent"))
            .orElseThrow(
                () ->
                    refused(
                        "basis",
                        "must be one of consent, existing-customer, b2b-notice, contract,"
                            + " legal-obligation"));
    String version = parameters.getOrDefault("textVersion", "").strip();
    if (version.length() > 100 || !WellFormed.text(version)) {
      throw refused("textVersion", "must be a text of up to 100 characters");
    }
    if (basis.needsNotice() && version.isEmpty() && !text.isBlank()) {
      throw refused(
          "textVersion", "must name the words in which they were told that they may refuse");
    }
    List<Consent> consents = new ArrayList<>();
    for (String one : text.split(",")) {
      if (!one.isBlank()) {
        String[] words = one.strip().split(":", 2);
        Optional<Channel> channel = Channel.of(words[0]).filter(Channel::reachesContact);
        Optional<Purpose> purpose = Purpose.of(words.length == 2 ? words[1] : "");
        Consent consent =
            new Consent(
                channel.orElseThrow(ImportRequest::badConsent),
                purpose.orElseThrow(ImportRequest::badConsent),
                basis,
                version.isEmpty() ? null : version);
        if (!basis.permits(consent.channel(), consent.purpose())) {
          throw refused("basis", basis.word() + " does not permit " + one.strip());
        }
        consents.add(consent);
      }
    }
    return List.copyOf(consents);
  }

  private static @Nullable Quoting quoting(String word) {
    return word.isEmpty()
        ? null
        : Quoting.known(word)
            .orElseThrow(() -> refused("quoting", "must be one of double, single, none"));
  }

  /** {@code column.0=email} names a field; with {@code +} the field is new and has a name. */
  private static Map<Integer, String> places(Map<String, String> parameters) {
    Map<Integer, String> places = new TreeMap<>();
    parameters.forEach(
        (name, value) -> {
          if (PLACE.matcher(name).matches()) {
            int column = Integer.parseInt(name.substring(name.indexOf('.') + 1));
            boolean isNew = value.equals(NEW);
            places.put(
                column,
                isNew ? parameters.getOrDefault("name." + column, "").strip() : value.strip());
          }
        });
    return places;
  }

  /** {@code type.0=date} is the type of the new field in that column. */
  private static Map<String, FieldType> types(Map<String, String> parameters) {
    Map<String, FieldType> types = new LinkedHashMap<>();
    places(parameters)
        .forEach(
            (column, field) -> {
              String word = parameters.getOrDefault("type." + column, "");
              if (!word.isEmpty() && NEW.equals(parameters.get("column." + column))) {
                types.put(
                    field,
                    FieldType.known(word)
                        .filter(NEW_TYPES::contains)
                        .orElseThrow(
                            () ->
                                refused(
                                    "type." + column,
                                    "must be one of text, number, boolean, date, list")));
              }
            });
    return types;
  }

  private static Rejected badConsent() {
    return refused(
        "consent", "must be channel:purpose, such as email:marketing, several parted by commas");
  }

  private static Map<String, String> mapping(String text) {
    Map<String, String> mapping = new LinkedHashMap<>();
    for (String pair : text.split(";")) {
      int sign = pair.indexOf('=');
      if (sign > 0) {
        mapping.put(pair.substring(0, sign).strip(), pair.substring(sign + 1).strip());
      } else if (!pair.isBlank()) {
        throw refused("mapping", "must be column=field, several parted by semicolons");
      }
    }
    return mapping;
  }

  /** A name to show, without folders and signs that no screen can show. */
  private static String plain(String fileName) {
    String name =
        fileName
            .substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
            .replaceAll("[\\p{Cntrl}\\p{Cs}]", "");
    return name.isBlank() ? "contacts.csv" : name.substring(0, Math.min(200, name.length()));
  }
}
