package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Clearing;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung.RecoveryCheck;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.Rung.Verify;
import dev.farrier.policy.keys.Location;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.action.ActionReader;
import dev.farrier.policy.yaml.action.Probes;
import dev.farrier.policy.yaml.document.TemplateScope;
import dev.farrier.policy.yaml.tree.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code clears} of a policy and {@code verify} of its rungs. */
final class VerifyReader {
    private static final List<String> WAYS = List.of("resolved", "quietFor", "http", "cleared");

    /** After a problem: needs nothing, so leads to no further ones. */
    private static final Clearing STAND_IN = new Clearing.FreshEvent();

    private final EvidenceCheck evidence;

    VerifyReader(EvidenceCheck evidence) {
        this.evidence = evidence;
    }

    /** Null when the policy does not say it. */
    static @Nullable Clearing clears(Fields spec, Set<String> alternatives) {
        Node node = spec.get("clears");
        return switch (node) {
            case null -> null;
            case Scalar scalar -> {
                yield resolvedOnly(scalar, spec, "clears") ? new Clearing.Resolved() : STAND_IN;
            }
            case Node.MapNode mapping ->
                clearing(new Fields(mapping, spec.path("clears"), spec.problems()), alternatives);
            case Node.ListNode list -> {
                spec.error("clears", "'spec.clears' must be resolved, {quietFor: 3m} or {of: NAME}, not a list");
                yield STAND_IN;
            }
        };
    }

    private static Clearing clearing(Fields fields, Set<String> alternatives) {
        Clearing clearing = STAND_IN;
        if (fields.has("quietFor") == fields.has("of")) {
            fields.problems()
                    .error(
                            fields.location(),
                            "write exactly one of {quietFor: 3m} and {of: NAME}, or clears: resolved");
        }
        if (fields.has("quietFor")) {
            clearing = new Clearing.QuietFor(fields.requirePositive("quietFor", Durations.MAX));
        }
        if (fields.has("of")) {
            clearing = new Clearing.ClearingEvent(MatchAlternatives.known(fields, fields.oneOrMore("of"), alternatives));
        }
        fields.done();
        return clearing;
    }

    private static boolean resolvedOnly(Scalar scalar, Fields fields, String key) {
        if (scalar.text().equals("resolved")) {
            return true;
        }
        fields.error(
                key,
                "'" + fields.path(key) + "' can't be '" + scalar.text()
                        + "': write resolved or a map such as {quietFor: 3m}");
        return false;
    }

    Verify read(Fields rung, Risk risk, Clearing clears, TemplateScope scope) {
        Node node = rung.get("verify");
        return switch (node) {
            case null ->
                checked(
                        new Verify(new RecoveryCheck.ByEvents(clears), Verify.DEFAULT_WITHIN, RiskDefaults.settle(risk)),
                        rung.location());
            case Scalar scalar -> {
                Verify verify = new Verify(
                        new RecoveryCheck.ByEvents(new Clearing.Resolved()), Verify.DEFAULT_WITHIN, RiskDefaults.settle(risk));
                if (resolvedOnly(scalar, rung, "verify")) {
                    evidence.check(new Clearing.Resolved(), scalar.location());
                    checked(verify, scalar.location());
                }
                yield verify;
            }
            case Node.MapNode mapping -> {
                Fields fields = new Fields(mapping, rung.path("verify"), rung.problems());
                Verify verify = verify(fields, risk, clears, scope);
                fields.done();
                yield verify;
            }
            case Node.ListNode list -> {
                rung.error("verify", "'" + rung.path("verify") + "' must be a map such as {quietFor: 3m}, not a list");
                yield new Verify(new RecoveryCheck.ByEvents(clears), Verify.DEFAULT_WITHIN, RiskDefaults.settle(risk));
            }
        };
    }

    private Verify verify(Fields fields, Risk risk, Clearing clears, TemplateScope scope) {
        List<String> given = WAYS.stream().filter(fields::has).toList();
        if (given.size() > 1) {
            fields.problems()
                    .error(
                            fields.keyLocation(given.get(1)),
                            "one way to verify: remove " + given.get(1) + " or " + given.get(0));
        }
        String way = given.isEmpty() ? "cleared" : given.get(0);
        Duration within = fields.positive("within", Verify.DEFAULT_WITHIN, ActionReader.MAX_TIMEOUT);
        if (way.equals("http")) {
            if (fields.has("settle")) {
                fields.error("settle", "'" + fields.path("settle") + "' is for verifying by events: remove it");
            }
            return byProbe(fields, within, scope);
        }
        Duration settle = fields.duration("settle", RiskDefaults.settle(risk), ActionReader.MAX_TIMEOUT);
        Clearing clearing = switch (way) {
            case "resolved" -> {
                yes(fields, "resolved");
                yield new Clearing.Resolved(fields.duration("for", Duration.ZERO, ActionReader.MAX_TIMEOUT));
            }
            case "quietFor" -> new Clearing.QuietFor(fields.requirePositive("quietFor", Durations.MAX));
            default -> {
                yes(fields, "cleared");
                yield clears;
            }
        };
        if (!way.equals("cleared")) {
            evidence.check(clearing, fields.location());
        }
        return checked(new Verify(new RecoveryCheck.ByEvents(clearing), within, settle), fields.location());
    }

    private static Verify byProbe(Fields fields, Duration within, TemplateScope scope) {
        Duration forTime = fields.duration("for", Duration.ZERO, ActionReader.MAX_TIMEOUT);
        if (forTime.compareTo(within) >= 0) {
            fields.error(
                    "for",
                    "an answer that must stay for " + Durations.format(forTime) + " can't be known within "
                            + Durations.format(within) + ": write a longer 'within'");
        }
        return new Verify(new RecoveryCheck.ByProbe(Probes.read(fields, scope), forTime), within, Duration.ZERO);
    }

    /** Whether it can be known in time. */
    private Verify checked(Verify verify, Location place) {
        if (verify.check() instanceof RecoveryCheck.ByEvents events) {
            evidence.checkFits(events.clearing(), verify, place);
        }
        return verify;
    }

    private static void yes(Fields fields, String key) {
        if (fields.has(key) && !fields.bool(key, true)) {
            fields.error(key, "'" + fields.path(key) + "' can only be true: write true or remove it");
        }
    }
}
