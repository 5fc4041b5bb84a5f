package dev.farrier.policy;

import dev.farrier.policy.Detector.Trigger;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.cel.Condition;
import dev.farrier.policy.interval.Schedule;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.text.Template;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One RemediationPolicy, defaults filled in.
 *
 * @param alternatives of {@code match}; at least one; names are unique within the policy
 * @param detectorHash hash of what the detector's state depends on: match, detect, groupBy
 * @param groupBy sorted label names; empty: the policy has one group
 * @param maxGroups groups kept in one partition of the signals; at least 1
 * @param target template of the resource name
 * @param clears what ends the symptom
 * @param diagnosis what is asked once an incident, before anything is changed
 * @param remediate rungs, mildest first; may be empty: then it only escalates
 * @param escalate ways of calling a person, tried in this order; empty only where nothing is run
 * @param onResolved ways of telling those who were called that it is over; empty: nobody is told
 * @param recurrence what happens when it has healed a target again and again; null: nothing
 * @param schedule when it may start something; besides it, each rung has its own
 * @param relapse for how long a symptom that returns belongs to the incident that was healed; 0: a new incident opens
 */
@RecordBuilder
public record Policy(
        String name,
        SortedMap<String, String> labels,
        Mode mode,
        List<Alternative> alternatives,
        Detector detector,
        String detectorHash,
        List<String> groupBy,
        int maxGroups,
        Template target,
        Guards guards,
        Clearing clears,
        DiagnosisSteps diagnosis,
        List<Rung> remediate,
        List<Step> escalate,
        List<Step> onResolved,
        @Nullable Recurrence recurrence,
        Duration relapse,
        Schedule schedule)
        implements PolicyBuilder.With {
    /** {@link #maxGroups} of a policy that says nothing. */
    public static final int DEFAULT_MAX_GROUPS = 100_000;

    private static final String GROUP = "group.";

    public Policy {
        alternatives = List.copyOf(alternatives);
        groupBy = List.copyOf(groupBy);
        remediate = List.copyOf(remediate);
        escalate = List.copyOf(escalate);
        onResolved = List.copyOf(onResolved);
    }

    /**
     * The name of the resource that a group is about. The inventory may have no resource of that name.
     *
     * @param group value of a groupBy label, or null
     * @throws Template.TemplateException when a label that the name is made of has no value
     */
    public String targetOf(Function<String, @Nullable String> group) {
        return target.render(
                reference -> reference.startsWith(GROUP) ? group.apply(reference.substring(GROUP.length())) : null);
    }

    /** True when it acts and calls persons, whoever must say yes first. */
    public boolean acts() {
        return mode == Mode.ENFORCE || mode == Mode.APPROVE;
    }

    /** Names of the sources of all alternatives, sorted. */
    public SortedSet<String> sources() {
        TreeSet<String> names = new TreeSet<>();
        alternatives.forEach(alternative -> names.addAll(alternative.sources()));
        return names;
    }

    /** True for a symptom that is there until an event or alert ends it, also while no matches come. */
    public boolean lastsUntilCleared() {
        return detector.trigger() == Trigger.SILENCE
                || clears instanceof Clearing.Resolved
                || (detector.trigger() == Trigger.DURATION && clears instanceof Clearing.ClearingEvent);
    }

    /**
     * @param steps run one after the other; empty: nothing is asked
     * @param within how long the first rung waits for all of them
     */
    public record DiagnosisSteps(List<Step> steps, Duration within) {
        public static final Duration DEFAULT_WITHIN = Duration.ofSeconds(30);
        public static final DiagnosisSteps NONE = new DiagnosisSteps(List.of(), DEFAULT_WITHIN);

        public DiagnosisSteps {
            steps = List.copyOf(steps);
        }
    }

    public enum Mode {
        ENFORCE,
        /** As {@link #ENFORCE}, but a person must say yes before the first rung of an incident changes anything. */
        APPROVE,
        /** Decide and record everything, run and page nothing. */
        SHADOW,
        OFF
    }

    /**
     * What healed again and again is not healed.
     *
     * @param max when the policy has healed the target so often within {@code per}, the next incident there is not treated as usual
     */
    public record Recurrence(int max, Duration per, Recurring then) {}

    /** What happens to an incident about a target that the policy has healed again and again. */
    public enum Recurring {
        /** A person is called, and nothing is run. */
        PERSON,
        /** As above, and the policy does nothing on the target until that person has ended the incident. */
        STOP,
        /** It begins with the rung after the one that healed the last incident; behind the last rung, a person is called. */
        NEXT_RUNG
    }

    /**
     * All matchers and the condition must hold.
     *
     * @param sources source names; at least one
     * @param where null: no condition
     */
    public record Alternative(
            String name,
            List<String> sources,
            List<Matcher> matchers,
            @Nullable Condition where) {
        public Alternative {
            sources = List.copyOf(sources);
            matchers = List.copyOf(matchers);
        }
    }
}
