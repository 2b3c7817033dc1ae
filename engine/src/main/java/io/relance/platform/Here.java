package io.relance.platform;

/** Where a form that stands on every page goes back to. */
final class Here {

  private Here() {}

  /** The path if it lies inside this application, else the front page; never another host. */
  static String path(String to) {
    boolean inside =
        to.startsWith("/") && !to.startsWith("//") && !to.contains("\\") && !to.contains("\n");
    return inside ? to.replace("{", "%7B").replace("}", "%7D") : "/";
  }
}
