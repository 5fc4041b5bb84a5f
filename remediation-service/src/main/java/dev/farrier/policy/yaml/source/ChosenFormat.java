package dev.farrier.policy.yaml.source;

import dev.farrier.policy.keys.ExtensionRegistry;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.source.Source.Origin;
import dev.farrier.policy.source.SourceFormat;
import dev.farrier.policy.source.SourcePreset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The {@code format} and {@code preset} of a source, of which each may imply the other.
 *
 * @param preset without a name where the source names none
 */
record ChosenFormat(SourceFormat format, SourcePreset preset) {
    /** Every preset of every format, the usual format of each tool first. */
    private static List<ChosenFormat> presets(ExtensionRegistry extensions) {
        List<ChosenFormat> all = new ArrayList<>();
        extensions
                .all(SourceFormat.class)
                .forEach(format -> format.presets().forEach(preset -> all.add(new ChosenFormat(format, preset))));
        return all;
    }

    static List<String> presetNames(ExtensionRegistry extensions) {
        return presets(extensions).stream()
                .map(one -> one.preset.name())
                .distinct()
                .toList();
    }

    static List<String> receiverNames(ExtensionRegistry extensions) {
        return extensions.all(SourceFormat.class).stream()
                .flatMap(format -> format.receivers().stream())
                .toList();
    }

    /**
     * A stand-in after a problem.
     *
     * @param preset its name; null: none, or an unknown one
     * @param written the format's name; null: none, or an unknown one
     */
    static ChosenFormat choose(MapReader spec, Origin origin, @Nullable String preset, @Nullable String written) {
        if (origin instanceof Origin.ReceiverOrigin receiver) {
            return ofReceiver(spec, receiver.receiver(), preset, written);
        }
        if (preset == null) {
            String usual = origin instanceof Origin.FileOrigin ? "line" : "json";
            return named(spec, written == null ? usual : written);
        }
        List<ChosenFormat> known = presets(spec.extensions()).stream()
                .filter(one -> one.preset.name().equals(preset))
                .toList();
        return known.stream()
                .filter(one -> written == null || one.format.name().equals(written))
                .findFirst()
                .orElseGet(() -> {
                    String formats =
                            known.stream().map(one -> one.format.name()).collect(Collectors.joining(" or "));
                    spec.error(
                            SourceReader.PRESET,
                            "preset " + preset + " reads format " + formats + ": write that, or remove one of both");
                    return named(spec, String.valueOf(written));
                });
    }

    private static ChosenFormat ofReceiver(
            MapReader spec, String receiver, @Nullable String preset, @Nullable String written) {
        SourceFormat own = spec.extensions().all(SourceFormat.class).stream()
                .filter(format -> format.receivers().contains(receiver))
                .findFirst()
                .orElseThrow();
        if (written != null && !written.equals(own.name())) {
            spec.error(SourceReader.FORMAT, "receiver " + receiver + " has a format of its own: remove 'format'");
        }
        if (preset != null) {
            spec.error(SourceReader.PRESET, "receiver " + receiver + " has a format of its own: remove 'preset'");
        }
        return new ChosenFormat(own, own.defaults());
    }

    private static ChosenFormat named(MapReader spec, String name) {
        SourceFormat format = spec.extensions().all(SourceFormat.class).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new ChosenFormat(format, format.defaults());
    }
}
