package dev.farrier.demo.timeline;

import dev.farrier.demo.timeline.TimelineEntry.EntryType;
import dev.farrier.model.Texts;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Prints the timeline as text, or as one JSON object a line. */
public final class TimelinePrinter {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final PrintWriter out;
    private final boolean json;
    private final boolean colour;
    private final ZoneId zone;

    /** @param colour for text only */
    public TimelinePrinter(PrintWriter out, boolean json, boolean colour, ZoneId zone) {
        this.out = out;
        this.json = json;
        this.colour = colour && !json;
        this.zone = zone;
    }

    /** Log messages come from outside, so control characters are replaced. */
    public synchronized void print(TimelineEntry line) {
        if (json) {
            out.println(new JsonObject()
                    .put("time", Instant.ofEpochMilli(line.time()).toString())
                    .put("type", line.what().title())
                    .text("bridge", line.bridge())
                    .text("text", line.text())
                    .line());
        } else {
            String time = CLOCK.format(Instant.ofEpochMilli(line.time()).atZone(zone));
            String what = String.format("%-9s", line.what().title());
            out.println(time + "  " + String.format("%-5s", Texts.plain(line.bridge())) + "  "
                    + (colour ? paint(line.what(), what) : what) + "  " + Texts.plain(line.text()));
        }
        out.flush();
    }

    /** Printed as text only, not as JSON. */
    public synchronized void printText(String text) {
        if (!json) {
            out.println(text);
            out.flush();
        }
    }

    /** Printed as JSON only, not as text. */
    public synchronized void printJson(JsonObject object) {
        if (json) {
            out.println(object.line());
            out.flush();
        }
    }

    private static String paint(EntryType what, String text) {
        int code = switch (what) {
            case BROKEN -> 35;
            case SEEN, DETECTED -> 33;
            case DECIDED, DOES, VERIFIES -> 36;
            case DONE, HEALED -> 32;
            case FAILED, ESCALATED, PAGED -> 31;
            case NOTE -> 2;
        };
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
