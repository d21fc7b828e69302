package com.agentbot.webhooks.embedded;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;

/**
 * What the cluster still believes of the broker that ran on this directory before and was killed: that it lives and
 * leads its partitions.
 *
 * <p>Were that left as it is, a new broker would begin with it, go on with the transactions of before and lose the
 * leaders a moment later, when it registers. Kafka then leaves out the markers of those transactions, as for partitions
 * that were deleted (KAFKA-20734): their readers would wait for ever.
 */
final class FormerRun {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private FormerRun() {}

    /**
     * Takes the leaders from all partitions. A broker gets them back, all at once, when it has registered and is ready.
     *
     * @throws ExecutionException when the controller does not become active
     */
    static void forget(Controller controller) throws ExecutionException, InterruptedException {
        long begun = System.nanoTime();
        while (!forgotten(controller, begun)) {
            Thread.sleep(PAUSE);
        }
    }

    private static boolean forgotten(Controller controller, long begun)
            throws ExecutionException, InterruptedException {
        long deadline = begun + PATIENCE.toNanos();
        ControllerRequestContext context = new ControllerRequestContext(
                new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.of(deadline));
        try {
            controller.unregisterBroker(context, NodeSettings.NODE).get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BrokerIdNotRegisteredException) {
                return true;
            }
            if (e.getCause() instanceof NotControllerException && System.nanoTime() - deadline < 0) {
                return false;
            }
            throw e;
        }
    }
}
