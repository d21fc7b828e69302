package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.webhooksettings.StandingInLog.Standing;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether a replay sends a delivery again. Pure. */
final class ReplayChoice {
    private ReplayChoice() {}

    /**
     * Judges one.
     *
     * @param place where the event was read
     * @param subscribed whether the webhook has this type of event picked now
     * @param standing how it stands in the log; null when the log does not know it
     */
    static boolean takes(Replay replay, UUID id, String place, boolean subscribed, @Nullable Standing standing) {
        Replay.Wanted wanted = replay.wanted();
        if (!wanted.ids().isEmpty() && !wanted.ids().contains(id)) {
            return false;
        }
        if (standing == null) {
            return subscribed && isNewWanted(wanted);
        }
        if (!standing.event().equals(place)) {
            // The same event written twice under its producer's id: only the first one counts.
            return false;
        }
        // What this replay was about to hand on when it broke off, and has not: it would not be read again if it had.
        boolean ours = replay.id().equals(standing.replayId()) && standing.status() == DeliveryStatus.PENDING;
        return ours || isWantedAsItStands(wanted, standing, subscribed);
    }

    /** Only the log knows of a reason or a time of holding. */
    private static boolean isNewWanted(Replay.Wanted wanted) {
        return switch (wanted.which()) {
            case FAILED -> false;
            case MISSED -> wanted.heldSince() == null && wanted.errorClass() == null;
            case ALL -> wanted.errorClass() == null;
        };
    }

    private static boolean isWantedAsItStands(Replay.Wanted wanted, Standing standing, boolean subscribed) {
        boolean rightError = wanted.errorClass() == null || wanted.errorClass().equals(standing.errorClass());
        boolean heldInTime = wanted.heldSince() == null
                || (standing.lastAt() != null && !standing.lastAt().isBefore(wanted.heldSince()));
        boolean rightStatus = switch (wanted.which()) {
            case FAILED -> standing.status() == DeliveryStatus.FAILED;
            case MISSED -> standing.status() == DeliveryStatus.HELD && heldInTime;
            case ALL ->
                subscribed
                        && switch (standing.status()) {
                            case DELIVERED, FAILED, HELD -> true;
                            // It comes by itself; or its webhook was another one, which was deleted.
                            case PENDING, CANCELLED -> false;
                        };
        };
        return rightStatus && rightError;
    }
}
