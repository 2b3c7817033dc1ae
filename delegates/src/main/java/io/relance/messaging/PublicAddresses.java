package io.relance.messaging;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * The addresses of the public internet: no loopback, private, link-local, shared, reserved or
 * embedded ones.
 */
final class PublicAddresses {

  private PublicAddresses() {}

  static boolean contain(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        ? isPublic4(bytes)
        : address instanceof Inet6Address && isPublic6(bytes);
  }

  private static boolean isPublic4(byte[] bytes) {
    int a = bytes[0] & 0xff;
    int b = bytes[1] & 0xff;
    boolean shared = a == 100 && b >= 64 && b < 128;
    boolean special =
        a == 0 || a >= 240 || (a == 192 && b == 0) || (a == 198 && (b == 18 || b == 19));
    return !shared && !special;
  }

  /** Global unicast is 2000::/3; of it, 6to4 and Teredo and documentation lead elsewhere. */
  private static boolean isPublic6(byte[] bytes) {
    boolean globalUnicast = (bytes[0] & 0xe0) == 0x20;
    boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
    boolean special =
        bytes[0] == 0x20
            && bytes[1] == 0x01
            && (bytes[2] == 0 || (bytes[2] == 0x0d && (bytes[3] & 0xff) == 0xb8));
    return globalUnicast && !sixToFour && !special;
  }
}
