package dev.farrier.model;

import java.util.Comparator;

/**
 * What a halt holds back. The widest scope comes first.
 *
 * @param name of the site, policy or target, or id of the incident; empty with {@link ScopeKind#ALL}
 */
public record HaltScope(ScopeKind kind, String name) implements Comparable<HaltScope> {
    public static final HaltScope ALL = new HaltScope(ScopeKind.ALL, "");

    private static final Comparator<HaltScope> ORDER =
            Comparator.comparing(HaltScope::kind).thenComparing(HaltScope::name);

    /** By what a scope selects. */
    public enum ScopeKind {
        ALL,
        SITE,
        POLICY,
        TARGET,
        INCIDENT
    }

    public boolean isAll() {
        return kind == ScopeKind.ALL;
    }

    public boolean covers(String site, String policy, String target, String incident) {
        return switch (kind) {
            case ALL -> true;
            case SITE -> name.equals(site);
            case POLICY -> name.equals(policy);
            case TARGET -> name.equals(target);
            case INCIDENT -> name.equals(incident);
        };
    }

    /** True when a worker of the site may start nothing but calls. */
    public boolean coversSite(String site) {
        return isAll() || kind == ScopeKind.SITE && name.equals(site);
    }

    /** {@code everything}, or {@code site eu}. */
    public String text() {
        return isAll() ? "everything" : Texts.code(kind) + " " + name;
    }

    @Override
    public int compareTo(HaltScope other) {
        return ORDER.compare(this, other);
    }
}
