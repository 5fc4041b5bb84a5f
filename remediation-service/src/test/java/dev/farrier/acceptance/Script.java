package dev.farrier.acceptance;

import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A scenario in steps: do this; within so long, that must be so. Tells how long each took. */
final class Script {
    private static final Logger LOG = LoggerFactory.getLogger(Script.class);

    private final String name;
    private final long began = System.nanoTime();

    Script(String name) {
        this.name = name;
    }

    interface Step {
        void run() throws Exception;
    }

    void now(String what, Step step) throws Exception {
        told(what);
        step.run();
    }

    void within(Duration atMost, String what, ThrowingRunnable asserted) {
        Awaitility.await(name + ": " + what)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .untilAsserted(asserted);
        told(what);
    }

    private void told(String what) {
        LOG.info("{} {} s: {}", name, String.format(Locale.ROOT, "%5.1f", (System.nanoTime() - began) / 1e9), what);
    }
}
