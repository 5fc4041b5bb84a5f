package dev.farrier.demo.story;

import dev.farrier.cli.JsonObject;
import dev.farrier.cli.Table;
import dev.farrier.demo.story.Line.What;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Writes lines, as they come, for people or as one JSON object each. */
public final class Teller {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final PrintWriter out;
    private final boolean json;
    private final boolean colour;
    private final ZoneId zone;

    /** @param colour only for a terminal */
    public Teller(PrintWriter out, boolean json, boolean colour, ZoneId zone) {
        this.out = out;
        this.json = json;
        this.colour = colour && !json;
        this.zone = zone;
    }

    /** What comes from the world's logs is told without what a terminal might take for a command. */
    public synchronized void tell(Line line) {
        if (json) {
            out.println(new JsonObject()
                    .put("time", Instant.ofEpochMilli(line.time()).toString())
                    .put("type", line.what().title())
                    .put("bridge", line.bridge())
                    .put("text", line.text())
                    .line());
        } else {
            String time = CLOCK.format(Instant.ofEpochMilli(line.time()).atZone(zone));
            String what = String.format("%-9s", line.what().title());
            out.println(time + "  " + String.format("%-5s", Table.plain(line.bridge())) + "  "
                    + (colour ? paint(line.what(), what) : what) + "  " + Table.plain(line.text()));
        }
        out.flush();
    }

    /** For people only: nothing in JSON. */
    public synchronized void say(String text) {
        if (!json) {
            out.println(text);
            out.flush();
        }
    }

    /** For programs only: nothing in text. */
    public synchronized void give(JsonObject object) {
        if (json) {
            out.println(object.line());
            out.flush();
        }
    }

    private static String paint(What what, String text) {
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
