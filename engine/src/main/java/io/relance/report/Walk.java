package io.relance.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One enrolment and where it stands.
 *
 * @param contact the contact's external id; absent once erased
 * @param place waiting, queued, incident or ended
 * @param step where the token stands (the first one by id when there are several)
 * @param until when the nearest timer ends the wait; absent when only an event can
 */
public record Walk(
    long id,
    String businessKey,
    @Nullable String contact,
    @Nullable String contactTitle,
    String journey,
    String journeyName,
    int version,
    @Nullable String objectId,
    String place,
    @Nullable String outcome,
    @Nullable String detail,
    Instant enteredAt,
    @Nullable Instant endedAt,
    @Nullable String step,
    @Nullable String stepName,
    @Nullable String group,
    @Nullable Instant until) {}
