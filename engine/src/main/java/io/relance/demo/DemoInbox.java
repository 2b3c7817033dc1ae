package io.relance.demo;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was delivered on every channel of the demo, newest first. */
public interface DemoInbox {

  /** The newest ones, of one recipient or of all; part of an address is enough. */
  List<Delivered> find(@Nullable String to, int limit);

  /** One of them. */
  Optional<Delivered> byId(long id);
}
