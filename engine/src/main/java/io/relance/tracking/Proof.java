package io.relance.tracking;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is kept to show later that somebody did something on one of our pages. */
final class Proof {

  private static final int LONGEST = 300;

  private Proof() {}

  static Map<String, Object> of(HttpServletRequest request) {
    Map<String, Object> proof = new LinkedHashMap<>();
    proof.put("ip", request.getRemoteAddr());
    String agent = request.getHeader("User-Agent");
    if (agent != null) {
      proof.put("userAgent", agent.length() <= LONGEST ? agent : agent.substring(0, LONGEST));
    }
    return proof;
  }

  static Map<String, Object> of(HttpServletRequest request, SentMessage message) {
    Map<String, Object> proof = of(request);
    proof.put("message", message.id().toString());
    proof.put("journey", message.journey());
    proof.put("step", message.step());
    return proof;
  }
}
