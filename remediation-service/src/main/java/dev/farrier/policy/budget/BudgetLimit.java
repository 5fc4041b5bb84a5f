package dev.farrier.policy.budget;

import dev.farrier.model.Reason;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.DisruptionBudget.Domains;

/** The limits that a budget may have. */
public enum BudgetLimit {
    MAX_DISRUPTED("maxDisrupted", Reason.DISRUPTION_BUDGET),
    MAX_UNHEALTHY("maxUnhealthy", Reason.TOO_MANY_UNHEALTHY),
    MIN_HEALTHY("minHealthy", Reason.TOO_MANY_UNHEALTHY),
    RATE_LIMIT("rateLimit", Reason.RATE_LIMITED),
    DOMAINS_MAX_DISRUPTED("domains.maxDisrupted", Reason.DISRUPTION_BUDGET),
    HANDS_OFF_AT("domains.handsOffAt", Reason.SHARED_CAUSE);

    private static final String BEGINNING = "budget ";

    private final String key;
    private final Reason reason;

    BudgetLimit(String key, Reason reason) {
        this.key = key;
        this.reason = reason;
    }

    /** As it is written in a budget. */
    public String key() {
        return key;
    }

    /** Why an incident waits that it holds back. */
    public Reason reason() {
        return reason;
    }

    public boolean isSetIn(DisruptionBudget budget) {
        Domains domains = budget.domains();
        return switch (this) {
            case MAX_DISRUPTED -> budget.maxDisrupted() != null;
            case MAX_UNHEALTHY -> budget.maxUnhealthy() != null;
            case MIN_HEALTHY -> budget.minHealthy() != null;
            case RATE_LIMIT -> !budget.rateLimits().isEmpty();
            case DOMAINS_MAX_DISRUPTED -> domains != null && domains.maxDisrupted() != null;
            case HANDS_OFF_AT -> domains != null && domains.handsOffAt() != null;
        };
    }

    /** How the detail of a decision begins by which this limit holds an incident back: {@code budget bridges, maxDisrupted: }. */
    public String beginning(String budget) {
        return BEGINNING + budget + ", " + key + ": ";
    }

    /** Whether the detail of a decision says that a budget holds the incident back, not a limit of its policy. */
    public static boolean holdsBack(String detail) {
        return detail.startsWith(BEGINNING);
    }
}
