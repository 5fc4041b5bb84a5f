package dev.farrier.model;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The mark of what Farrier itself writes: lines of its log and requests of its actions. Ingest leaves out whatever carries it, so
 * that Farrier never acts on its own output. The mark is plain ASCII without anything that syslog, JSON, a shell or a mail would
 * escape.
 */
public final class OwnOutput {
    public static final String MARK = "~farrier~";

    /** The header of requests of {@code http} actions. */
    public static final String HEADER = "X-Farrier-Output";

    /** The environment variable of processes and scripts, for texts that they write or send themselves. */
    public static final String VARIABLE = "FARRIER_OUTPUT_MARK";

    /** The alerts about Farrier that ship with it. One under another name is an alert as any other. */
    public static final Set<String> ALERTS = Set.of(
            "FarrierChannelStuck",
            "FarrierDeadLetters",
            "FarrierDeciderBehind",
            "FarrierDown",
            "FarrierEscalationsHigh",
            "FarrierExecutorLost",
            "FarrierHalted",
            "FarrierIngestBehind",
            "FarrierLastStableOffsetStuck",
            "FarrierNobodyCalled",
            "FarrierOutcomesUndelivered",
            "FarrierPolicyRefused",
            "FarrierSiteBusy",
            "FarrierSourceDeaf",
            "FarrierWatchdogMissing");

    private static final byte[] BYTES = MARK.getBytes(StandardCharsets.US_ASCII);

    private OwnOutput() {}

    public static boolean isMarked(String text) {
        return text.contains(MARK);
    }

    /** The same for text in UTF-8. */
    public static boolean isMarked(byte[] text) {
        for (int i = 0; i <= text.length - BYTES.length; i++) {
            if (text[i] == BYTES[0] && startsAt(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsAt(byte[] text, int from) {
        for (int i = 1; i < BYTES.length; i++) {
            if (text[from + i] != BYTES[i]) {
                return false;
            }
        }
        return true;
    }
}
