package io.relance.core;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A telephone number in E.164 form, such as {@code +33612345678}. */
public record PhoneNumber(String value) {

  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

  public PhoneNumber {
    if (!E164.matcher(value).matches()) {
      throw new IllegalArgumentException("not a telephone number in international form");
    }
  }

  /**
   * Reads a number as people write it; without a leading +, it is a number of the region (ISO 3166,
   * such as FR).
   */
  public static Optional<PhoneNumber> of(String text, String region) {
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    try {
      var parsed = numbers.parse(text, region);
      return numbers.isPossibleNumber(parsed)
          ? Optional.of(new PhoneNumber(numbers.format(parsed, PhoneNumberFormat.E164)))
          : Optional.empty();
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }
}
