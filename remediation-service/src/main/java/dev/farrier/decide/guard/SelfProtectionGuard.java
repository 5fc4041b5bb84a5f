package dev.farrier.decide.guard;

import dev.farrier.decide.command.WorkerRegistry;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.SiteRecord.WorkerState;
import dev.farrier.decide.state.StateRecord.DeploymentState;
import dev.farrier.decide.state.StateRecord.FarrierHost;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Guards;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Farrier takes no resource away from under itself: no destructive rung acts on one that carries it, and no disruptive one on the
 * host of the last worker of a site. It calls a person instead. Where incidents act on the hosts of all others, it waits.
 */
public final class SelfProtectionGuard implements Guard {
    @Override
    public String name() {
        return "selfProtection";
    }

    @Override
    public int order() {
        return 450;
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        return switch (risk) {
            case HARMLESS -> List.of();
            case DISRUPTIVE ->
                List.of("the target carries the last executor of a site: calls a person; the last on which no"
                        + " incident acts: waits");
            case DESTRUCTIVE -> List.of("the target carries Farrier itself: calls a person");
        };
    }

    @Override
    public GuardResult check(GuardContext context) {
        Risk risk = context.nextRung().risk();
        if (risk == Risk.HARMLESS || context.incident().shadow()) {
            return GuardResult.ACT;
        }
        Resource target = context.resource();
        List<WorkerState> here = workersOn(context.decision(), target);
        String why = risk == Risk.DESTRUCTIVE ? carries(context.decision(), target, here) : null;
        return why == null
                ? othersOfItsSite(context, here)
                : GuardResult.ignore(Reason.SELF_PROTECTED, target.name() + " " + why);
    }

    /** What of Farrier runs there; null: nothing that is known. */
    private static @Nullable String carries(DecisionContext decision, Resource target, List<WorkerState> here) {
        if (target.carriesFarrier()) {
            return "carries Farrier, as carriesFarrier of an inventory says";
        }
        DeploymentState deployment = decision.state.get(DeploymentState.KEY, DeploymentState.class);
        if (deployment != null && deployment.hosts().stream().anyMatch(host -> isHost(target, host))) {
            return "carries the decider or a Kafka broker";
        }
        List<FarrierHost> told = new ArrayList<>();
        decision.state.forEach(FarrierHost.PREFIX, FarrierHost.class, told::add);
        if (told.stream().flatMap(host -> host.names().stream()).anyMatch(name -> isHost(target, name))) {
            return "carries a process of Farrier";
        }
        return here.isEmpty()
                ? null
                : "carries the executor " + here.getFirst().report().name();
    }

    private static List<WorkerState> workersOn(DecisionContext decision, Resource target) {
        List<WorkerState> workers = new ArrayList<>();
        decision.state.forEach(WorkerState.ALL, WorkerState.class, worker -> {
            if (isHost(target, worker.report().name())) {
                workers.add(worker);
            }
        });
        return workers;
    }

    /** Another executor serves each site meanwhile, and none of those rungs that have begun may take that one away. */
    private static GuardResult othersOfItsSite(GuardContext context, List<WorkerState> here) {
        DecisionContext decision = context.decision();
        for (WorkerState worker : here) {
            String name = worker.report().name();
            SiteState site = decision.site(worker.report().site());
            List<String> others = site == null
                    ? List.of()
                    : WorkerRegistry.of(decision, site.site()).stream()
                            .filter(other -> WorkerRegistry.isAlive(other, site))
                            .map(other -> other.report().name())
                            .filter(other -> !isHost(context.resource(), other))
                            .toList();
            String what = context.resource().name() + " carries " + name + ", the last executor of site "
                    + worker.report().site();
            if (others.isEmpty()) {
                return GuardResult.ignore(Reason.SELF_PROTECTED, what);
            }
            List<TargetLease> taken = others.stream()
                    .map(other -> lease(context, other))
                    .filter(Objects::nonNull)
                    .toList();
            if (taken.size() == others.size()) {
                String why = what + " that no incident acts on now";
                if (taken.stream().allMatch(lease -> isInhibited(decision, lease))) {
                    return GuardResult.ignore(Reason.SELF_PROTECTED, why); // they may wait for this very one
                }
                return new GuardResult(
                        Verdict.DEFER,
                        Reason.SELF_PROTECTED,
                        context.now() + RiskDefaults.CALL_AFTER.toMillis(),
                        taken.stream()
                                .map(lease -> new WakeCondition(
                                        WakeCondition.target(lease.target()),
                                        context.incident().openedAt()))
                                .toList(),
                        why);
            }
        }
        return GuardResult.ACT;
    }

    private static boolean isInhibited(DecisionContext decision, TargetLease lease) {
        Incident holder = decision.state.incident(lease.incident());
        return holder != null && holder.reason() == Reason.INHIBITED;
    }

    /** Of the resource that carries this executor; null: nothing acts on it, or the inventory does not have it. */
    private static @Nullable TargetLease lease(GuardContext context, String executor) {
        DecisionContext decision = context.decision();
        return decision.bundle(context.incident()).resources().values().stream()
                .filter(resource -> isHost(resource, executor))
                .map(resource -> decision.state.get(TargetLease.key(resource.name()), TargetLease.class))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** By name or address, each as it is or up to its first dot; an address of the loopback says nothing. */
    private static boolean isHost(Resource target, String host) {
        return isSame(target.name(), host) || isSame(target.address(), host);
    }

    private static boolean isSame(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        if (a.isEmpty() || b.isEmpty() || isLoopback(a)) {
            return false;
        }
        boolean numbers = Character.isDigit(a.charAt(0)) && a.chars().allMatch(c -> c == '.' || Character.isDigit(c))
                || a.indexOf(':') >= 0;
        return a.equals(b) || !numbers && (a.startsWith(b + ".") || b.startsWith(a + "."));
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.startsWith("localhost.")
                || host.startsWith("127.")
                || host.equals("::1");
    }
}
