package dev.farrier.api.route;

import dev.farrier.api.HttpProblem;
import dev.farrier.api.JsonResponse;
import dev.farrier.api.RequestBodies;
import dev.farrier.api.RouteGuard;
import dev.farrier.api.Routes;
import dev.farrier.api.access.AccessControl;
import dev.farrier.api.access.AccessRole;
import dev.farrier.api.access.ApiToken;
import dev.farrier.model.ApprovalRequest;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Texts;
import dev.farrier.policy.Approval;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.view.JsonObject;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v1/incidents/{id}/approve} and {@code …/reject}: the owner of a token of {@code http.tokens} answers about the
 * rung that is asked about, with a body {@code {"rung": "name", "why": "reason"}}. It must name the rung, so that an answer to an
 * earlier question is none to a later one. Who is not asked, or has said yes, is told so where the policies in force tell
 * it; the decider judges in any case.
 */
public final class ApprovalRoutes implements Routes {
    private static final String EXPECTED = "an object {\"why\": …, \"rung\": …} is expected";

    private final Function<OperatorInput, CompletionStage<Void>> operators;
    private final IncidentStore incidents;
    private final Supplier<Optional<Bundle>> inForce;
    private final AccessControl access;
    private final Duration timeout;
    private final RequestBodies body = new RequestBodies();

    /**
     * @param operators as of {@link OperatorRoutes}
     * @param timeout as of {@link OperatorRoutes}
     */
    public ApprovalRoutes(
            Function<OperatorInput, CompletionStage<Void>> operators,
            IncidentStore incidents,
            Supplier<Optional<Bundle>> inForce,
            AccessControl access,
            Duration timeout) {
        this.operators = operators;
        this.incidents = incidents;
        this.inForce = inForce;
        this.access = access;
        this.timeout = timeout;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/api/v1/incidents/{id}/approve", ctx -> answer(ctx, true), RouteGuard.BY_ROUTE);
        routes.post("/api/v1/incidents/{id}/reject", ctx -> answer(ctx, false), RouteGuard.BY_ROUTE);
    }

    private void answer(Context ctx, boolean approves) {
        ApiToken token = access.person(ctx);
        String id = ctx.pathParam("id");
        body.read(ctx, true, timeout, (bytes, deadline) -> {
            Answer written = bytes.length == 0 ? new Answer(null, null) : OrderBody.read(bytes, Answer.class, EXPECTED);
            OrderBody.checkLength("why", written.why);
            OrderBody.checkLength("rung", written.rung);
            Incident incident =
                    incidents.byId(id).orElseThrow(() -> HttpProblem.of(404, "id", "no incident '" + id + "'"));
            ApprovalRequest request = asked(incident);
            if (written.rung == null) {
                throw HttpProblem.of(
                        400, "rung", "write the rung that you mean: it asks about '" + request.rung() + "'");
            }
            if (!written.rung.equals(request.rung())) {
                throw HttpProblem.of(409, "rung", "it asks about rung '" + request.rung() + "' now");
            }
            List<String> roles = token.roles().stream().map(Texts::code).toList();
            check(token, roles, incident, request, approves);
            deadline.await(operators.apply(new OperatorInput.AnswerApproval(
                    id, request.rung(), approves, token.name(), roles, written.why == null ? "" : written.why)));
            JsonResponse.send(
                    ctx,
                    202,
                    new JsonObject()
                            .put("incident", id)
                            .put("rung", request.rung())
                            .put("approves", approves)
                            .put("by", token.name())
                            .build());
        });
    }

    private static ApprovalRequest asked(Incident incident) {
        ApprovalRequest request = incident.approval();
        if (incident.state() != IncidentState.AWAITING_APPROVAL || request == null) {
            throw HttpProblem.of(
                    409,
                    "id",
                    "incident '" + incident.id() + "' asks nobody: it is " + Texts.code(incident.state()) + ", "
                            + incident.reason().code());
        }
        return request;
    }

    private void check(
            ApiToken token, List<String> roles, Incident incident, ApprovalRequest request, boolean approves) {
        Approval approval = inForce.get()
                .filter(bundle -> bundle.commit().equals(incident.commit()))
                .map(bundle -> bundle.policies().get(incident.policy()))
                .map(policy -> approval(policy, request.rung()))
                .orElse(null);
        if (approval == null && token.roles().equals(Set.of(AccessRole.VIEWER))) {
            throw HttpProblem.of(
                    403, "", "whom it asks can't be told now, and the token of " + token.name() + " may only read");
        }
        if (approval != null && !approval.asks(token.name(), roles)) {
            throw HttpProblem.of(403, "", token.name() + " is not among those who are asked: " + approval.who());
        }
        if (approves && token.name().equals(incident.retriedBy())) {
            throw HttpProblem.of(403, "", token.name() + " has ordered the retry, so another person must approve");
        }
        if (approves && request.by().contains(token.name())) {
            throw HttpProblem.of(409, "", token.name() + " has said yes already");
        }
    }

    private static @Nullable Approval approval(Policy policy, String rung) {
        return policy.remediate().stream()
                .filter(other -> other.name().equals(rung))
                .findFirst()
                .map(Rung::approvalOrDefault)
                .orElse(null);
    }

    private record Answer(@Nullable String why, @Nullable String rung) {}
}
