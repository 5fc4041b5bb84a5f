package dev.farrier.decide.guard;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.StateRecord.SilenceState;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.model.Silence;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.IncidentMatchers.InvalidIncidentMatchersException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Defers while a person has silenced incidents such as this one. */
public final class SilenceGuard implements Guard {
    @Override
    public String name() {
        return "silence";
    }

    /** Beside halts: only a person, or the time that one has given, ends it. */
    @Override
    public int order() {
        return 105;
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        return List.of("a person has silenced it: waits for the end of the silence, and calls nobody meanwhile");
    }

    @Override
    public GuardResult check(GuardContext context) {
        return check(
                context.decision(),
                context.incident(),
                context.resource(),
                context.nextRung().risk());
    }

    @Override
    public GuardResult checkAgain(GuardContext context) {
        return check(
                context.decision(),
                context.incident(),
                context.resource(),
                context.rung().risk());
    }

    /** @param risk of the rung that may start; null: a person would be called */
    public static GuardResult check(
            DecisionContext context, Incident incident, @Nullable Resource resource, @Nullable Risk risk) {
        List<Silence> silences = matching(
                context,
                incident,
                resource,
                risk,
                state -> !state.ended() && context.now < state.silence().until());
        if (silences.isEmpty()) {
            return GuardResult.ACT;
        }
        Silence last = silences.getFirst();
        for (Silence silence : silences) {
            last = silence.until() > last.until() ? silence : last;
        }
        return new GuardResult(
                Verdict.DEFER,
                Reason.SILENCED,
                last.until(),
                List.of(new WakeCondition(WakeCondition.silence(last.id()), incident.openedAt())),
                last.text());
    }

    /** Whether one held it back at any time since then, epoch milliseconds; of silences that are over, those of the last hour. */
    static boolean wasSilenced(GuardContext context, long since) {
        return !matching(
                        context.decision(),
                        context.incident(),
                        context.resource(),
                        context.nextRung().risk(),
                        state -> state.silence().until() >= since)
                .isEmpty();
    }

    private static List<Silence> matching(
            DecisionContext context,
            Incident incident,
            @Nullable Resource resource,
            @Nullable Risk risk,
            Predicate<SilenceState> wanted) {
        List<Silence> silences = new ArrayList<>();
        context.state.forEach(SilenceState.PREFIX, SilenceState.class, state -> {
            if (wanted.test(state) && matchers(state.silence()).hold(incident, resource, risk)) {
                silences.add(state.silence());
            }
        });
        return silences;
    }

    private static IncidentMatchers matchers(Silence silence) {
        try {
            return IncidentMatchers.parse(List.of(silence.matchers()));
        } catch (InvalidIncidentMatchersException e) {
            throw new IllegalStateException("the decider has taken a silence that it can't read: " + silence, e);
        }
    }
}
