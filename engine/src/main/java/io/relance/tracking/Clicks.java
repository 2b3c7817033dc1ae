package io.relance.tracking;

import io.relance.content.Link;
import io.relance.content.LinkToken.StepLink;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/** Judges whether a person clicked, and has it recorded as such. */
@Component
class Clicks {

  private final Machines machines;
  private final Bursts bursts;
  private final Hits hits;
  private final Crowd crowd;

  Clicks(Machines machines, Bursts bursts, Hits hits, Crowd crowd) {
    this.machines = machines;
    this.bursts = bursts;
    this.hits = hits;
    this.crowd = crowd;
  }

  void clicked(SentMessage message, Link link, HttpServletRequest request) {
    if (!message.tracking().clicks()) {
      clicked(message.step(link.number()), request);
      return;
    }
    boolean burst = bursts.notes(message.id(), link.number());
    hits.clicked(message, link, machines.behindClick(request).orElse(burst ? "burst" : null));
  }

  /** By somebody, nobody knows who; so nobody knows either whether it was too fast. */
  void clicked(StepLink link, HttpServletRequest request) {
    crowd.clicked(link, machines.behindClick(request).isPresent());
  }
}
