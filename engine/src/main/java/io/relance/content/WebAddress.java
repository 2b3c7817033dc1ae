package io.relance.content;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges web addresses that hold Liquid: scheme and host must be written out. */
final class WebAddress {

  private static final Pattern WEB =
      Pattern.compile("https?://([^/?#]+)([/?#].*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern HOST =
      Pattern.compile("([a-z0-9-]+\\.)*[a-z0-9-]+(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

  private WebAddress() {}

  /** Whether it is http or https at all. */
  static boolean isWeb(String address) {
    return WEB.matcher(address).matches();
  }

  /** Whether no value can change where it leads. */
  static boolean isFixed(String address) {
    Matcher web = WEB.matcher(address);
    return web.matches() && HOST.matcher(web.group(1)).matches();
  }
}
