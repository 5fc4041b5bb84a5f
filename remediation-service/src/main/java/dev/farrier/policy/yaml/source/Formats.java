package dev.farrier.policy.yaml.source;

import dev.farrier.policy.Source.InputFormat;
import dev.farrier.policy.Source.Origin;
import dev.farrier.policy.keys.MapReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code format} and {@code preset} of a source, of which each may imply the other. */
final class Formats {
    static final List<String> NAMES =
            Arrays.stream(InputFormat.values()).map(Formats::text).toList();

    private Formats() {}

    /** As it is written. */
    static String text(InputFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    static InputFormat format(String text) {
        return InputFormat.valueOf(text.toUpperCase(Locale.ROOT));
    }

    /**
     * What the source is read by; a stand-in after a problem.
     *
     * @param preset its name; null: none, or an unknown one
     * @param written the format's name; null: none, or an unknown one
     */
    static Preset choose(MapReader spec, Origin origin, @Nullable String preset, @Nullable String written) {
        if (origin instanceof Origin.ReceiverOrigin receiver) {
            InputFormat own = ofReceiver(receiver.receiver());
            if (written != null && format(written) != own) {
                spec.error(
                        SourceReader.FORMAT,
                        "receiver " + receiver.receiver() + " has a format of its own: remove 'format'");
            }
            if (preset != null) {
                spec.error(
                        SourceReader.PRESET,
                        "receiver " + receiver.receiver() + " has a format of its own: remove 'preset'");
            }
            return Presets.of(own);
        }
        if (preset == null) {
            InputFormat usual = origin instanceof Origin.FileOrigin ? InputFormat.LINE : InputFormat.JSON;
            return Presets.of(written == null ? usual : format(written));
        }
        List<Preset> known = Presets.named(preset);
        if (written == null) {
            return known.getFirst();
        }
        return known.stream()
                .filter(one -> one.format() == format(written))
                .findFirst()
                .orElseGet(() -> {
                    String formats = String.join(
                            " or ",
                            known.stream().map(one -> text(one.format())).toList());
                    spec.error(
                            SourceReader.PRESET,
                            "preset " + preset + " reads format " + formats + ": write that, or remove one of both");
                    return Presets.of(format(written));
                });
    }

    private static InputFormat ofReceiver(String receiver) {
        return switch (receiver) {
            case "alertmanager", "grafana" -> InputFormat.ALERTMANAGER;
            case "cloudevents" -> InputFormat.CLOUDEVENTS;
            case "collectd" -> InputFormat.COLLECTD;
            case "telegraf" -> InputFormat.TELEGRAF;
            case "otlp" -> InputFormat.OTLP;
            default -> InputFormat.EVENTS;
        };
    }
}
