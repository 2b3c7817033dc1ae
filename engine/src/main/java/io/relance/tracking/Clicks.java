package io.relance.tracking;

import io.relance.content.Link;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/** Judges whether a person clicked, and has it recorded as such. */
@Component
class Clicks {

  private final Machines machines;
  private final Bursts bursts;
  private final Hits hits;

  Clicks(Machines machines, Bursts bursts, Hits hits) {
    this.machines = machines;
    this.bursts = bursts;
    this.hits = hits;
  }

  void clicked(SentMessage message, Link link, HttpServletRequest request) {
    boolean burst = bursts.notes(message.id(), link.number());
    hits.clicked(message, link, machines.behindClick(request).orElse(burst ? "burst" : null));
  }
}
