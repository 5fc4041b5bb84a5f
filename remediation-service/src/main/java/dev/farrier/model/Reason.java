package dev.farrier.model;

/**
 * Why something was decided. One closed list for API, metrics, logs, audit and replay; {@link #code()} is its public form, and
 * {@code docs/reasons.md} is made of these declarations.
 */
public enum Reason {
    UNKNOWN(
            "A newer version of Farrier gave a reason that this version does not know. This version never decides it.",
            "Upgrade the process that shows it."),
    DETECTED("The detector of the policy fired and an incident was opened.", "Nothing."),
    REPEAT(
            "The detector fired again while an incident of the same policy and group was open: the detection was counted there.",
            "Nothing."),
    POLICY_OFF("The detection was ignored: the policy has `mode: off`.", "Set another `mode` to act on it."),
    POLICY_GONE("The detection was ignored: the policies in force have no policy of this name.", "Nothing."),
    UNKNOWN_TARGET(
            "No inventory has the target, or the template of `target` has no value.",
            "Add the resource to an `Inventory`, or correct `target`."),
    MAY_NOT_TARGET(
            "`mayTarget` of the source does not allow this target.",
            "Correct `mayTarget` if the source may lead to acting on it."),
    STALE_EVENT(
            "The newest event was older than `guards.staleAfter` when the detection came, or the decider has got no event of "
                    + "the symptom for `guards.staleAfter` since the last remediation of the target.",
            "If it is frequent, look for lag of the source or of Farrier."),
    WAITED_TOO_LONG(
            "The incident waited for Farrier (a limit, a halt, a free slot) until its newest event was older than "
                    + "`guards.staleAfter`, and no source said that the symptom has ended: a person is called. Acting would be "
                    + "acting on old news.",
            "Look at the target. If the symptom is still there, run `farrier incidents retry`. A rung with `confirm` looks by "
                    + "itself and goes on."),
    HALTED(
            "A person has halted remediation: everywhere, or at the site, by the policy, or on the target.",
            "`farrier incidents list` says what is halted, by whom and why. Run `farrier resume` with that scope when remediation may go on."),
    CATCHING_UP(
            "The decider has not yet read its own log, `operator-inputs`, the topics of the site or a source up to "
                    + "now.",
            "If it lasts, look at `/readyz` and at the consumer lag."),
    SITE_BUSY("No worker of the site has a free slot for the command.", "Raise `executor.slots`, or add executors."),
    SIGNING_KEY(
            "This core signs with another key than the deployment.",
            "Run `farrier keys rotate` if the key was changed on purpose; else correct the configuration of this core."),
    SILENCED(
            "A person has silenced incidents such as this one: nothing is started, and nobody is called.",
            "Nothing: the decider decides anew at the end of the silence, or after `farrier silence expire`."),
    MAINTENANCE(
            "A person has put the target in maintenance: nothing is started on it, and nobody is called for it.",
            "Nothing: the decider decides anew at the end of the maintenance, or after `farrier maintenance end`."),
    TIME_INTERVAL(
            "The policy or the rung may not act at this time: `muteTimeIntervals`, `activeTimeIntervals`.",
            "Nothing: the decider decides anew at the time in the detail, and what has ended by then ends without a call."),
    AWAITING_APPROVAL(
            "Persons were asked whether the rung may start, by a call: `approval` of the rung, or `mode: approve` of the policy.",
            "Run `farrier incidents show` to see what would be done, then `farrier incidents approve` or `reject`."),
    APPROVED("Enough persons have said yes, so the decider decides about the rung anew.", "Nothing."),
    REJECTED(
            "A person has said no to the rung: nothing more is run. The incident stays open until its symptom ends, or a person ends it.",
            "See to the target. `farrier incidents retry` decides anew, `farrier incidents cancel` ends the incident."),
    ANSWER_REFUSED(
            "A person has answered about a rung, and the answer does not count: the detail says why.",
            "Answer about the rung that is asked about now, in time, as one of those who are asked."),
    APPROVAL_TIMEOUT(
            "The persons who were asked about the rung have not all answered within `approval.timeout`.",
            "Look at the target. If the rung is wanted, run `farrier incidents retry` and approve it."),
    INHIBITED(
            "What the target depends on, `dependsOn` of the inventory, has an open incident, or an `InhibitRules` says that another open incident explains this one.",
            "Nothing: the decider decides anew when that incident ends. When a person was called for it, that call stands for both."),
    SOURCE_STALE(
            "A source that could tell whether the symptom has ended is silent, or has not been read.",
            "Look at the source and its topic."),
    UNKNOWN_SITE(
            "The topics of the site do not exist, or Farrier cannot use them.",
            "Run `farrier topics create`, or correct `site` of the resource."),
    TARGET_BUSY("Another incident holds the lease of the target.", "Nothing: it goes on when that incident ends."),
    AWAITING_EVIDENCE(
            "The symptom may be gone: the target was remediated for another incident, or what it depends on is well again, and no "
                    + "event of the symptom came since, or a `resolved` is not yet confirmed.",
            "Nothing: the decider decides at the next event or progress marker of the source."),
    COOLDOWN("`guards.cooldown` of the policy has not passed since its last incident on the target.", "Nothing."),
    RATE_LIMITED(
            "A limit of `guards.rateLimit`, or `rateLimit` of a `DisruptionBudget`, is reached. For an incident that is older "
                    + "than `callAfter` of that budget, a person is called.",
            "Raise the limit if more attempts are wanted."),
    DISRUPTION_BUDGET(
            "A `DisruptionBudget` that selects the target allows no more resources, or no more domains such as zones, to be acted "
                    + "on at the same time.",
            "Nothing: it goes on when one of them is done. When a person was called for all of them, and the incident is "
                    + "older than `callAfter`, a person is called: mend those, then run `farrier incidents retry`."),
    TOO_MANY_UNHEALTHY(
            "More resources of a `DisruptionBudget`, or of the target's group for `guards.maxUnhealthy` of the policy, are "
                    + "unhealthy than it allows, so probably they have one cause in common. Nothing is started; for an incident that is older than `callAfter`, a person is called.",
            "Look for the common cause."),
    SHARED_CAUSE(
            "So many resources of one domain of a `DisruptionBudget`, such as a zone, are unhealthy (`domains.handsOffAt`) that they "
                    + "probably have one cause. One incident about the domain calls a person; on the resources no rung is started.",
            "Look for the common cause. It goes on when fewer are unhealthy, or when a person cancels the incident about the "
                    + "domain."),
    POLICY_STOPPED(
            "The policy has stopped itself: more of its last runs than `guards.effect` allows did not help. A person was called"
                    + " once.",
            "Look at the incidents that the stop names and correct what is wrong, then run `farrier policy acknowledge`."),
    STORM(
            "More new incidents than `guards.storm` of the policy, or a `StormBreaker`, allows were opened within its window, so"
                    + " probably they have one cause in common. Nothing more is started, and a person was called once.",
            "Look for the common cause. It goes on when no new incident has come for `calmFor`, or after `farrier policy acknowledge`"
                    + " (of a `StormBreaker`: `farrier breakers acknowledge`)."),
    SELF_PROTECTED(
            "The rung would have taken away a resource that carries Farrier itself: a destructive rung the host of one of its "
                    + "processes or of a Kafka broker, or what `carriesFarrier` of an inventory selects; a disruptive rung the "
                    + "host of the last executor of a site. A person is called. While incidents act on the hosts of all other executors of the "
                    + "site, it waits for one of them.",
            "Do by hand what the rung would have done."),
    RECURRED(
            "The policy has healed the target again and again (`recurrence`), so probably it does not mend what is wrong. A person is "
                    + "called, or the incident begins with a stronger rung.",
            "See the earlier incidents in `farrier incidents show` and look for the cause. When it is mended, run `farrier incidents "
                    + "cancel` or `retry`: the policy counts anew."),
    TARGET_STOPPED(
            "The policy has healed the target again and again (`recurrence` with `then: stop`). A person is called, and the policy does "
                    + "nothing on this target until that person ends this incident, which does not end by itself.",
            "See the earlier incidents in `farrier incidents show` and look for the cause. When it is mended, run `farrier incidents "
                    + "cancel` or `retry`."),
    RELAPSED(
            "The symptom returned within `relapse` after the incident was healed: the same incident goes on with the rung after the one "
                    + "that had seemed to help.",
            "If it is frequent, the rung does not mend what is wrong."),
    SHADOW(
            "The policy has `mode: shadow`: the decider records the commands and sends none.",
            "Set `mode: enforce` to act."),
    NOT_CONFIRMED(
            "The answer to `confirm` was not the expected one, so there is nothing to remediate; or `confirm` "
                    + "could not be run.",
            "Nothing."),
    CLEARED_ITSELF("The symptom ended before the rung had run anything.", "Nothing."),
    CLEARED("The symptom has ended, or the cause of an alarm about Farrier itself is gone.", "Nothing."),
    ENDED_UNTOLD(
            "The alert began to fire again, so the symptom of this incident had ended although no source reported its "
                    + "end.",
            "Nothing."),
    VERIFIED("The probe of `verify` succeeded.", "Nothing."),
    STEP_FAILED(
            "A command failed, timed out or was cancelled.", "See its detail and output in `farrier incidents show`."),
    OUTCOME_UNKNOWN(
            "The request of a step was sent and no answer came, so nobody knows whether it was done. It is not run again unless "
                    + "the action declares `idempotent: true`; the rung is verified before anything else is tried.",
            "Look at the other side if it is frequent. Declare `idempotent: true` if the action may run twice."),
    STEP_RETRIED("A step failed and will be run again after its `backoff`.", "Nothing."),
    STEP_SKIPPED("`when` of the step did not hold.", "Nothing."),
    NOT_VERIFIED("The symptom did not end within `verify.within`.", "Nothing."),
    FIRED_AGAIN("The detector fired again after `verify.settle`: the rung did not help.", "Nothing."),
    RETURNING(
            "The rung has ended, and what its steps took out of service is put back (`undoneBy`) before anything else.",
            "Nothing."),
    NOT_RETURNED(
            "What a step took out of service could not be put back: its action (`undoneBy`) failed, its outcome is unknown, or "
                    + "it could not be run for 5 minutes. A person is called, and the incident keeps the target.",
            "Put it back by hand, then run `farrier incidents cancel`; or run `farrier incidents retry`: Farrier tries again."),
    EXPIRED(
            "The worker did not start the command, and the decider took it back.",
            "If it is frequent, look at the executors of the site."),
    REFUSED(
            "The worker refused the command for a reason that holds for all workers.",
            "See the detail: the command itself is not valid."),
    NO_WORKER(
            "No worker of the site may run the command now, or two processes share one worker's data directory.",
            "Look at `farrier executors`."),
    WORKER_LOST(
            "The worker claimed the command and never reported its end.",
            "Look at the target: it is unknown what the command did. Then run `farrier incidents cancel` or `retry`."),
    ATTEMPTS_USED_UP(
            "The attempts of `guards.attempts` on the target are used up: the policy calls a person.",
            "Repair the target by hand."),
    RUNGS_USED_UP(
            "No rung has helped, or the policy has none: the policy calls a person.", "Repair the target by hand."),
    RENDER_FAILED(
            "A value of the command is missing or not allowed, so the decider did not send the command.",
            "The detail names the value: correct the policy or the inventory."),
    POLICIES_REFUSED(
            "This version of core cannot use the policies of the commit.",
            "Publish policies that it can use, or upgrade core."),
    CANCELLED("A person has cancelled the incident.", "Nothing."),
    GUARDS_PASSED("No guard holds the rung back: it starts.", "Nothing."),
    CONFIRMED("`confirm` succeeded: the steps start.", "Nothing."),
    DIAGNOSING("The steps of `diagnose` run, before anything is changed.", "Nothing."),
    DIAGNOSED("All steps of `diagnose` have answered: the steps start.", "Nothing."),
    NOT_DIAGNOSED(
            "A step of `diagnose` failed, or had not answered within `within`: the rung goes on without it.",
            "See the detail. If it is frequent, correct the step, or write a longer `within`."),
    CONTINUED(
            "The incident waited in the middle of a rung; what it waited for has happened, and the rung goes " + "on.",
            "Nothing."),
    STEPS_DONE("All steps of the rung have ended: its verification starts.", "Nothing."),
    SUCCEEDED("The command succeeded.", "Nothing."),
    RESUMED("A person has ended the halt.", "Nothing."),
    ACKNOWLEDGED("A person has acknowledged that the policy had stopped, or a storm: Farrier acts again.", "Nothing."),
    BUNDLE_ACTIVATED("The policies of the commit are in force.", "Nothing."),
    BUNDLE_USABLE("This core can use the policies of the commit again: their incidents go on.", "Nothing.");

    private final String code = Texts.code(this);
    private final String meaning;
    private final String advice;

    Reason(String meaning, String advice) {
        this.meaning = meaning;
        this.advice = advice;
    }

    /** Lower case with hyphens, e.g. {@code target-busy}. */
    public String code() {
        return code;
    }

    /** The table of all codes, as in {@code docs/reasons.md}. */
    public static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Reason codes

                Each decision, outcome and change of an incident has one of these codes: in the audit, the API, the logs, the label
                `reason` of metrics, `replay` and policy tests. `farrier reference reasons` prints this page.

                | code | meaning | what to do |
                |---|---|---|
                """);
        for (Reason reason : values()) {
            page.append("| `%s` | %s | %s |\n".formatted(reason.code, reason.meaning, reason.advice));
        }
        return page.toString();
    }
}
