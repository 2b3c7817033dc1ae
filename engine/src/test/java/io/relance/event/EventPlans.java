package io.relance.event;

/** The statements of the router, for the test that looks at their plans. */
public final class EventPlans {

  public static final String NEXT = Events.NEXT;
  public static final String REACHED = Walks.REACHED;

  private EventPlans() {}
}
