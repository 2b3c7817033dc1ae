package io.relance.messaging;

import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * This process among those that share the database; new at every start, so that a node never
 * inherits its own lease.
 */
@Component
final class NodeName {

  private final String value = ProcessHandle.current().pid() + "-" + UUID.randomUUID();

  @Override
  public String toString() {
    return value;
  }
}
