package dev.farrier.api.route;

import dev.farrier.api.HttpProblem;
import dev.farrier.api.JsonResponse;
import dev.farrier.api.RequestBodies;
import dev.farrier.api.Routes;
import dev.farrier.api.access.AccessControl;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.Texts;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.text.Nearest;
import dev.farrier.view.JsonObject;
import dev.farrier.view.UnknownName;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v1/halt}, {@code /api/v1/resume}, {@code /api/v1/policies/{name}/acknowledge}, {@code
 * /api/v1/breakers/{name}/acknowledge}, {@code /api/v1/incidents/{id}/cancel}, each with a body
 * {@code {"by": "who", "why": "reason"}}, which is optional but for {@code why} of an acknowledgement, as on the command line;
 * those of a halt and its end may name a {@code site}, a {@code policy} or a {@code target}, else they are about everything; that
 * of a halt may say {@code "calls": true}, then nobody is called either, that of a cancel {@code "untilResolved": true}. {@code
 * …/retry} is a cancel that begins anew. What is about an incident that is over is refused with 409; a name that the policies in
 * force do not have is accepted with a {@code "warning"}.
 */
public final class OperatorRoutes implements Routes {
    private final Function<OperatorInput, CompletionStage<Void>> operators;
    private final IncidentStore incidents;
    private final Supplier<Optional<Bundle>> inForce;
    private final Duration timeout;
    private final RequestBodies body = new RequestBodies();

    /**
     * @param operators passes on what a person wants to the decider, and, where that can't wait, to the workers at once;
     *     completes when it is stored
     * @param inForce the policies in force, to warn of names that they do not have; empty while there are none
     * @param timeout how long passing on may take, after the body has been read, before the sender is told to try again
     */
    public OperatorRoutes(
            Function<OperatorInput, CompletionStage<Void>> operators,
            IncidentStore incidents,
            Supplier<Optional<Bundle>> inForce,
            Duration timeout) {
        this.operators = operators;
        this.incidents = incidents;
        this.inForce = inForce;
        this.timeout = timeout;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post(
                "/api/v1/halt",
                ctx -> tell(
                        ctx,
                        wish -> new OperatorInput.Halt(
                                wish.noUntilResolved().noFrom().callsToo(),
                                wish.named(),
                                wish.reason(),
                                0,
                                wish.scope(),
                                false)));
        routes.post(
                "/api/v1/resume",
                ctx -> tell(
                        ctx,
                        wish -> OperatorInput.Resume.of(
                                wish.scope(),
                                wish.noUntilResolved().noFrom().noCalls().named(),
                                wish.reason())));
        routes.post(
                "/api/v1/policies/{name}/acknowledge",
                ctx -> tell(
                        ctx,
                        Wish::checkReason,
                        wish -> new OperatorInput.Acknowledge(
                                name(ctx),
                                wish.noScope()
                                        .noUntilResolved()
                                        .noCalls()
                                        .noFrom()
                                        .named(),
                                wish.reason())));
        routes.post(
                "/api/v1/breakers/{name}/acknowledge",
                ctx -> tell(
                        ctx,
                        Wish::checkReason,
                        wish -> new OperatorInput.AcknowledgeStorm(
                                name(ctx),
                                wish.noScope()
                                        .noUntilResolved()
                                        .noCalls()
                                        .noFrom()
                                        .named(),
                                wish.reason())));
        routes.post(
                "/api/v1/incidents/{id}/cancel",
                ctx -> cancel(
                        ctx,
                        wish -> wish.noFrom().onlyOnceResolved()
                                ? Afterwards.UNTIL_RESOLVED
                                : Afterwards.DECIDE_AGAIN));
        routes.post(
                "/api/v1/incidents/{id}/retry",
                ctx -> cancel(ctx, wish -> {
                    wish.noUntilResolved();
                    return Afterwards.RETRY;
                }));
        routes.post("/api/v1/incidents/{id}/pause", ctx -> pause(ctx, false));
        routes.post("/api/v1/incidents/{id}/resume", ctx -> pause(ctx, true));
    }

    private static String name(Context ctx) {
        String name = ctx.pathParam("name");
        OrderBody.checkLength("name", name);
        if (name.isBlank()) {
            throw HttpProblem.of(400, "name", "it is empty: write a name");
        }
        return name;
    }

    /** @param ended whether a pause ends */
    private void pause(Context ctx, boolean ended) {
        HaltScope scope = new HaltScope(ScopeKind.INCIDENT, open(ctx).id());
        tell(ctx, wish -> {
            Wish only = wish.noCalls().noScope().noUntilResolved().noFrom();
            return new OperatorInput.Halt(false, only.named(), only.reason(), 0, scope, ended);
        });
    }

    /** The incident in the path, which is not over as far as the incidents have been read. */
    private Incident open(Context ctx) {
        String id = ctx.pathParam("id");
        Incident incident = incidents.byId(id).orElseThrow(() -> HttpProblem.of(404, "id", "no incident '" + id + "'"));
        if (incident.state().isOver()) {
            throw HttpProblem.of(409, "id", "incident '" + id + "' is " + Texts.code(incident.state()) + " already");
        }
        return incident;
    }

    private void cancel(Context ctx, Function<Wish, Afterwards> afterwards) {
        Incident incident = open(ctx);
        tell(ctx, wish -> {
            checkRung(incident, wish.fromRung());
            return new OperatorInput.CancelIncident(
                    incident.id(),
                    wish.noCalls().noScope().named(),
                    wish.reason(),
                    afterwards.apply(wish),
                    wish.fromRung());
        });
    }

    /** The retry is decided by the policies in force. */
    private void checkRung(Incident incident, String rung) {
        Policy policy = inForce.get()
                .map(bundle -> bundle.policies().get(incident.policy()))
                .orElse(null);
        if (rung.isEmpty() || policy == null) {
            return;
        }
        List<String> rungs = policy.remediate().stream().map(Rung::name).toList();
        if (!rungs.contains(rung)) {
            throw HttpProblem.of(
                    400, "from", "policy " + policy.name() + " has no rung '" + rung + "'" + Nearest.hint(rung, rungs));
        }
    }

    private void tell(Context ctx, Function<Wish, OperatorInput> input) {
        tell(ctx, written -> {}, input);
    }

    /** @param check gets what was sent, before the token's owner is added */
    private void tell(Context ctx, Consumer<Wish> check, Function<Wish, OperatorInput> input) {
        body.read(ctx, AccessControl.caller(ctx).isPresent(), timeout, (bytes, deadline) -> {
            Wish written = wish(bytes);
            check.accept(written);
            OperatorInput order = input.apply(written.by(AccessControl.caller(ctx)));
            deadline.await(operators.apply(order));
            // Stored first: a wrong name is no reason to do nothing.
            JsonResponse.send(
                    ctx,
                    202,
                    new JsonObject()
                            .put("accepted", true)
                            .put("warning", unknownName(order))
                            .build());
        });
    }

    /** Null: the policies in force have what the order names, or that can't be told. */
    private @Nullable String unknownName(OperatorInput order) {
        Bundle bundle = inForce.get().orElse(null);
        if (bundle == null) {
            return null;
        }
        Optional<String> unknown = switch (order) {
            case OperatorInput.Halt halt -> UnknownName.of(halt.scope(), bundle);
            case OperatorInput.Acknowledge stopped ->
                UnknownName.of(new HaltScope(ScopeKind.POLICY, stopped.name()), bundle);
            case OperatorInput.AcknowledgeStorm storm ->
                UnknownName.of(
                        "StormBreaker " + storm.name(),
                        storm.name(),
                        bundle.stormBreakers().keySet());
            default -> Optional.empty();
        };
        return unknown.map(what -> "the policies in force have " + what).orElse(null);
    }

    private static Wish wish(byte[] bytes) {
        if (bytes.length == 0) {
            return new Wish(null, null, null, null, null, null, null, null);
        }
        Wish wish = OrderBody.read(
                bytes,
                Wish.class,
                "an object {\"by\": …, \"why\": …} is expected: calls and untilResolved are true or false, all other values texts");
        OrderBody.checkLength("by", wish.by);
        OrderBody.checkLength("why", wish.why);
        OrderBody.checkLength("site", wish.site);
        OrderBody.checkLength("policy", wish.policy);
        OrderBody.checkLength("target", wish.target);
        OrderBody.checkLength("from", wish.from);
        return wish;
    }

    private record Wish(
            @Nullable String by,
            @Nullable String why,
            @Nullable Boolean calls,
            @Nullable Boolean untilResolved,
            @Nullable String site,
            @Nullable String policy,
            @Nullable String target,
            @Nullable String from) {
        HaltScope scope() {
            Map<ScopeKind, String> scopes = new EnumMap<>(ScopeKind.class);
            put(scopes, ScopeKind.SITE, site);
            put(scopes, ScopeKind.POLICY, policy);
            put(scopes, ScopeKind.TARGET, target);
            if (scopes.size() > 1) {
                throw HttpProblem.of(400, "", "only one of site, policy and target is taken");
            }
            if (!scopes.isEmpty() && callsToo()) {
                throw HttpProblem.of(400, "calls", "calls of a person can only be stopped everywhere");
            }
            return scopes.entrySet().stream()
                    .map(one -> new HaltScope(one.getKey(), one.getValue()))
                    .findFirst()
                    .orElse(HaltScope.ALL);
        }

        private static void put(Map<ScopeKind, String> scopes, ScopeKind kind, @Nullable String name) {
            if (name == null) {
                return;
            }
            if (name.isBlank()) {
                throw HttpProblem.of(400, Texts.code(kind), "an empty name selects nothing; without it, everything");
            }
            scopes.put(kind, name);
        }

        /** For requests in which a scope has no meaning. */
        Wish noScope() {
            if (!scope().isAll()) {
                throw HttpProblem.of(400, "", "only halt and resume are about a site, policy or target");
            }
            return this;
        }

        /** Name of the rung with which a retry begins; empty: the first. */
        String fromRung() {
            if (from != null && from.isBlank()) {
                throw HttpProblem.of(400, "from", "it is empty: write a rung, or leave it out to begin with the first");
            }
            return from == null ? "" : from;
        }

        /** For requests in which it has no meaning. */
        Wish noFrom() {
            if (from != null) {
                throw HttpProblem.of(400, "from", "only a retry begins from a rung");
            }
            return this;
        }

        boolean callsToo() {
            return Boolean.TRUE.equals(calls);
        }

        /** For requests in which it has no meaning. */
        Wish noCalls() {
            if (calls != null) {
                throw HttpProblem.of(400, "calls", "only a halt can be told about calls");
            }
            return this;
        }

        boolean onlyOnceResolved() {
            return Boolean.TRUE.equals(untilResolved);
        }

        /** For requests in which it has no meaning. */
        Wish noUntilResolved() {
            if (untilResolved != null) {
                throw HttpProblem.of(400, "untilResolved", "only a cancel can be told what it lasts until");
            }
            return this;
        }

        String named() {
            return by == null || by.isBlank() ? "api" : by;
        }

        String reason() {
            return why == null ? "" : why;
        }

        /** What was wrong, for those who ask why it was allowed to act again. */
        void checkReason() {
            if (reason().isBlank()) {
                throw HttpProblem.of(
                        400, "why", "it is missing: send {\"why\": \"what was wrong and is mended\"}, for the audit");
            }
        }

        /** The owner of the token; a different name in the body goes into the reason. */
        Wish by(Optional<String> caller) {
            if (caller.isEmpty()) {
                return this;
            }
            boolean forOther = by != null && !by.isBlank() && !by.equals(caller.get());
            return new Wish(
                    caller.get(),
                    forOther ? (reason() + " (for " + by + ")").strip() : reason(),
                    calls,
                    untilResolved,
                    site,
                    policy,
                    target,
                    from);
        }
    }
}
