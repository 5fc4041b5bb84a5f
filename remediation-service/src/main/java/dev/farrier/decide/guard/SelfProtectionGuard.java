package dev.farrier.decide.guard;

import dev.farrier.decide.command.WorkerRegistry;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.SiteRecord.WorkerState;
import dev.farrier.decide.state.StateRecord.DeploymentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Rung.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Farrier takes no resource away from under itself: no destructive rung acts on one that carries it, and no disruptive one on the
 * host of the last worker of a site. It calls a person instead.
 */
public final class SelfProtectionGuard implements Guard {
    /** The label with which an inventory declares that a resource carries Farrier, or what it needs. */
    static final String LABEL = "carries_farrier";

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
            case DISRUPTIVE -> List.of("the target carries the last executor of a site: calls a person");
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
        why = why == null ? lastOfSite(context.decision(), here) : why;
        return why == null ? GuardResult.ACT : GuardResult.ignore(Reason.SELF_PROTECTED, target.name() + " " + why);
    }

    /** What of Farrier runs there; null: nothing that is known. */
    private static @Nullable String carries(DecisionContext decision, Resource target, List<WorkerState> here) {
        if (target.labels().getOrDefault(LABEL, "").equals("true")) {
            return "has the label " + LABEL;
        }
        DeploymentState deployment = decision.state.get(DeploymentState.KEY, DeploymentState.class);
        if (deployment != null && deployment.hosts().stream().anyMatch(host -> isHost(target, host))) {
            return "carries the decider or a Kafka broker";
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

    private static @Nullable String lastOfSite(DecisionContext decision, List<WorkerState> here) {
        for (WorkerState worker : here) {
            SiteState site = decision.site(worker.report().site());
            boolean others = site != null
                    && WorkerRegistry.of(decision, site.site()).stream()
                            .anyMatch(other -> WorkerRegistry.isAlive(other, site)
                                    && !other.report()
                                            .name()
                                            .equals(worker.report().name()));
            if (!others) {
                return "carries " + worker.report().name() + ", the last executor of site "
                        + worker.report().site();
            }
        }
        return null;
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
