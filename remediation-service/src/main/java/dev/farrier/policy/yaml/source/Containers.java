package dev.farrier.policy.yaml.source;

import com.google.re2j.Pattern;
import dev.farrier.model.EventKind;
import dev.farrier.policy.Source.EventMapping;
import dev.farrier.policy.Source.InputFormat;
import dev.farrier.policy.Source.TimeField;
import java.time.ZoneOffset;
import java.util.List;

/** The presets {@code cri} and {@code docker}: files of container runtimes, as the tailer follows them. */
final class Containers {
    /** containerd and CRI-O split what is longer than 16 KiB: P for each part but the last. */
    static final Pattern CRI_LINE = Pattern.compile(
            "^(?P<time>\\S+) (?P<stream>stdout|stderr) (?:(?P<partial>P)|F)(?::\\S*)?(?: (?P<message>(?s:.*)))?$");

    static final Preset CRI = new Preset(
            "cri",
            InputFormat.LINE,
            CRI_LINE,
            new TimeField("time", List.of("iso8601"), ZoneOffset.UTC),
            new EventMapping(EventKind.LOG, "", "", "", "message", "", Preset.labels("stream", "partial"), List.of()));

    /** The driver json-file; attrs are there when it is told to add labels, environment or a tag. */
    static final Preset DOCKER = new Preset(
            "docker",
            InputFormat.JSON,
            null,
            new TimeField("time", List.of("iso8601"), ZoneOffset.UTC),
            new EventMapping(
                    EventKind.LOG,
                    "",
                    "attrs.tag",
                    "",
                    "log",
                    "",
                    Preset.labels("stream", "container=attrs.tag"),
                    List.of()));

    private Containers() {}
}
