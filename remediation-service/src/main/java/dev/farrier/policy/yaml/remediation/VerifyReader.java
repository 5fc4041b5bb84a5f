package dev.farrier.policy.yaml.remediation;

import static dev.farrier.policy.keys.SchemaWriter.of;
import static dev.farrier.policy.keys.YamlTypes.constant;
import static dev.farrier.policy.keys.YamlTypes.duration;
import static dev.farrier.policy.keys.YamlTypes.either;
import static dev.farrier.policy.keys.YamlTypes.map;
import static dev.farrier.policy.keys.YamlTypes.oneOrMore;
import static dev.farrier.policy.keys.YamlTypes.positiveDuration;
import static dev.farrier.policy.keys.YamlTypes.scalar;

import dev.farrier.policy.Clearing;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung.RecoveryCheck;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.Rung.Verify;
import dev.farrier.policy.action.ActionKeys;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.ListNode;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.action.ActionScope;
import dev.farrier.policy.yaml.action.ProbeKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code clears} of a policy and {@code verify} of its rungs. */
final class VerifyReader {
    private static final YamlMap CLEARS_MAP = YamlMap.of("clears", "What ends the symptom.");
    private static final YamlKey<Duration> QUIET_FOR = CLEARS_MAP.optional(
            "quietFor", positiveDuration(Durations.MAX), "No match for this long, while the sources are alive.");
    private static final YamlKey<List<Scalar>> OF =
            CLEARS_MAP.optional("of", oneOrMore(scalar()), "A match of one of these alternatives.");

    static final YamlType<Node> CLEARS =
            either("resolved or map", constant("resolved", "All alerts of the group have resolved."), map(CLEARS_MAP));

    private static final YamlMap VERIFY_MAP = YamlMap.of("verify", "How the decider verifies that the rung helped.");
    private static final YamlKey<Boolean> RESOLVED = VERIFY_MAP.optional(
            "resolved", YamlTypes.bool().withConstant(true), "All alerts of the group have resolved.");
    private static final YamlKey<Boolean> CLEARED =
            VERIFY_MAP.optional("cleared", YamlTypes.bool().withConstant(true), "What clears the symptom.");
    private static final List<String> WAYS = List.of("resolved", "quietFor", "http", "cleared");

    static {
        VERIFY_MAP.add(QUIET_FOR);
        VERIFY_MAP.includeOptional(ProbeKeys.PROBE);
    }

    private static final YamlKey<Duration> FOR = VERIFY_MAP.optional(
            "for",
            duration(ActionKeys.MAX_TIMEOUT),
            Duration.ZERO,
            "With http or resolved: how long it must stay so. It must be less than within.");
    private static final YamlKey<Duration> SETTLE = VERIFY_MAP.optional(
            "settle",
            duration(ActionKeys.MAX_TIMEOUT),
            "For this long after the last step the decider ignores matches and detections, since what was broken may "
                    + "still report it; what ends the symptom counts at once. Not with http. Default by the rung's "
                    + "risk: "
                    + RiskDefaults.byRisk(risk -> Durations.format(RiskDefaults.settle(risk))) + ".");
    private static final YamlKey<Duration> WITHIN = VERIFY_MAP.optional(
            "within",
            positiveDuration(ActionKeys.MAX_TIMEOUT),
            Verify.DEFAULT_WITHIN,
            "How long after the last step the rung has to help. It must be longer than settle plus quietFor or for.");

    static {
        CLEARS_MAP.exactlyOneOf(QUIET_FOR, OF);
        VERIFY_MAP
                .condition(of("dependentRequired", of("status", List.of("http"), "body", List.of("http"))))
                .condition(of("not", required("settle", "http")))
                .condition(of("anyOf", List.of(of("not", required("for")), required("http"), required("resolved"))))
                .condition(of(
                        "oneOf",
                        List.of(
                                required("resolved"),
                                required("cleared"),
                                required("quietFor"),
                                required("http"),
                                of(
                                        "not",
                                        of(
                                                "anyOf",
                                                WAYS.stream()
                                                        .map(VerifyReader::required)
                                                        .toList())))));
    }

    static final YamlType<Node> VERIFY =
            either("resolved or map", constant("resolved", "All alerts of the group have resolved."), map(VERIFY_MAP));

    /** After a problem: needs nothing, so leads to no further ones. */
    private static final Clearing STAND_IN = new Clearing.FreshEvent();

    private final EvidenceCheck evidence;

    VerifyReader(EvidenceCheck evidence) {
        this.evidence = evidence;
    }

    private static Map<String, Object> required(String... keys) {
        return of("required", List.of(keys));
    }

    /** Null when the policy has no {@code clears}. */
    static @Nullable Clearing clears(MapReader spec, YamlKey<Node> key, Set<String> alternatives) {
        Node node = spec.find(key);
        return switch (node) {
            case null -> null;
            case Scalar scalar -> resolvedOnly(scalar, spec, key) ? new Clearing.Resolved() : STAND_IN;
            case MapNode map -> {
                MapReader written = spec.open(map, spec.path(key), CLEARS_MAP);
                yield written == null ? STAND_IN : clearing(written, alternatives);
            }
            case ListNode list -> {
                spec.error(key, "'spec.clears' must be resolved, {quietFor: 3m} or {of: NAME}, not a list");
                yield STAND_IN;
            }
        };
    }

    private static Clearing clearing(MapReader written, Set<String> alternatives) {
        if (written.has(QUIET_FOR) == written.has(OF)) {
            written.missing(
                    List.of(QUIET_FOR, OF),
                    written.location(),
                    "write exactly one of {quietFor: 3m} and {of: NAME}, or clears: resolved");
        }
        Clearing clearing = STAND_IN;
        if (written.has(QUIET_FOR)) {
            clearing = new Clearing.QuietFor(written.get(QUIET_FOR));
        }
        if (written.has(OF)) {
            clearing = new Clearing.ClearingEvent(MatchAlternatives.known(written.get(OF), alternatives, written));
        }
        return clearing;
    }

    private static boolean resolvedOnly(Scalar scalar, MapReader map, YamlKey<Node> key) {
        if (scalar.text().equals("resolved")) {
            return true;
        }
        map.error(
                key,
                "'" + map.path(key) + "' can't be '" + scalar.text()
                        + "': write resolved or a map such as {quietFor: 3m}");
        return false;
    }

    /** {@code quietFor} of a rung's {@code verify}; null: it has none. */
    static Clearing.@Nullable QuietFor quiet(MapReader rung) {
        MapReader verify = rung.node(RungReader.VERIFY) instanceof MapNode map
                ? rung.open(map, rung.path(RungReader.VERIFY), VERIFY_MAP)
                : null;
        return verify == null || !verify.has(QUIET_FOR) ? null : new Clearing.QuietFor(verify.get(QUIET_FOR));
    }

    Verify read(MapReader rung, Risk risk, Clearing clears, ActionScope scope) {
        YamlKey<Node> key = RungReader.VERIFY;
        Node node = rung.find(key);
        Verify byClears =
                new Verify(new RecoveryCheck.ByEvents(clears), Verify.DEFAULT_WITHIN, RiskDefaults.settle(risk));
        return switch (node) {
            case null -> checked(byClears, rung.location());
            case Scalar scalar -> {
                Verify verify = new Verify(
                        new RecoveryCheck.ByEvents(new Clearing.Resolved()),
                        Verify.DEFAULT_WITHIN,
                        RiskDefaults.settle(risk));
                if (resolvedOnly(scalar, rung, key)) {
                    evidence.check(new Clearing.Resolved(), scalar.location());
                    checked(verify, scalar.location());
                }
                yield verify;
            }
            case MapNode map -> {
                MapReader written = rung.open(map, rung.path(key), VERIFY_MAP);
                yield written == null ? byClears : verify(written, risk, clears, scope);
            }
            case ListNode list -> {
                rung.error(key, "'" + rung.path(key) + "' must be a map such as {quietFor: 3m}, not a list");
                yield byClears;
            }
        };
    }

    private Verify verify(MapReader written, Risk risk, Clearing clears, ActionScope scope) {
        String given = written.chosen(WAYS, "one way to verify");
        String way = given == null ? "cleared" : given;
        Duration within = written.get(WITHIN);
        if (way.equals("http")) {
            refuse(written, SETTLE, "is for verifying by events: remove it");
            return byProbe(written, within, scope);
        }
        refuse(written, ProbeKeys.STATUS, "has no meaning without 'http': remove it");
        refuse(written, ProbeKeys.BODY, "has no meaning without 'http': remove it");
        if (!way.equals("resolved")) {
            refuse(written, FOR, "is for http and resolved: remove it");
        }
        Clearing clearing = switch (way) {
            case "resolved" -> {
                onlyTrue(written, RESOLVED);
                yield new Clearing.Resolved(written.get(FOR));
            }
            case "quietFor" -> new Clearing.QuietFor(written.get(QUIET_FOR));
            default -> {
                onlyTrue(written, CLEARED);
                yield clears;
            }
        };
        if (!way.equals("cleared")) {
            evidence.check(clearing, written.location());
        }
        Duration settle = written.get(SETTLE, RiskDefaults.settle(risk));
        return checked(new Verify(new RecoveryCheck.ByEvents(clearing), within, settle), written.location());
    }

    private static void refuse(MapReader written, YamlKey<?> key, String why) {
        if (written.has(key)) {
            written.error(key, "'" + written.path(key) + "' " + why);
        }
    }

    private static Verify byProbe(MapReader written, Duration within, ActionScope scope) {
        Duration forTime = written.get(FOR);
        if (forTime.compareTo(within) >= 0) {
            written.error(
                    FOR,
                    "an answer that must stay for " + Durations.format(forTime) + " can't be known within "
                            + Durations.format(within) + ": write a longer 'within'");
        }
        return new Verify(new RecoveryCheck.ByProbe(ProbeKeys.read(written, scope), forTime), within, Duration.ZERO);
    }

    /** Checks that a recovery can be known in time. */
    private Verify checked(Verify verify, Location location) {
        if (verify.check() instanceof RecoveryCheck.ByEvents events) {
            evidence.checkFits(events.clearing(), verify, location);
        }
        return verify;
    }

    private static void onlyTrue(MapReader written, YamlKey<Boolean> key) {
        if (written.has(key) && !written.get(key, true)) {
            written.error(key, "'" + written.path(key) + "' can only be true: write true or remove it");
        }
    }
}
