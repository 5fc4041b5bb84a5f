package dev.farrier.stream;

import dev.farrier.policy.Detector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What everything on Kafka is called. Two deployments with different prefixes share a cluster without meeting.
 *
 * @param prefix begins each topic's name; {@code farrier.} unless configured
 */
public record Topics(String prefix) {
    public static final String DEFAULT_PREFIX = "farrier.";

    /** Kafka allows 249 characters for a topic; a site gets what the longest name leaves. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private static final String COMMANDS = "commands.";
    private static final String CONTROLS = "controls.";
    private static final String OUTCOMES = "outcomes.";

    /** @throws IllegalArgumentException when topics cannot be called so */
    public Topics {
        if (!NAME.matcher(prefix).matches() || prefix.startsWith(".")) {
            throw new IllegalArgumentException("topic prefix '" + prefix
                    + "' must be 1 to 100 letters, digits, '.', '_' or '-', and not begin with '.'");
        }
    }

    public static Topics withDefaultPrefix() {
        return new Topics(DEFAULT_PREFIX);
    }

    public String events() {
        return prefix + "events";
    }

    public String signals() {
        return prefix + "signals";
    }

    public String operatorInputs() {
        return prefix + "operator-inputs";
    }

    public String deciderLog() {
        return prefix + "decider-log";
    }

    public String incidents() {
        return prefix + "incidents";
    }

    public String audit() {
        return prefix + "audit";
    }

    public String bundles() {
        return prefix + "bundles";
    }

    public String deadLetters() {
        return prefix + "dead-letters";
    }

    public String commands(String site) {
        return prefix + COMMANDS + checkedSite(site);
    }

    public String controls(String site) {
        return prefix + CONTROLS + checkedSite(site);
    }

    public String outcomes(String site) {
        return prefix + OUTCOMES + checkedSite(site);
    }

    /** The outcomes of all sites, also of those that come later. */
    public Pattern outcomesOfAllSites() {
        return Pattern.compile(Pattern.quote(prefix + OUTCOMES) + ".+");
    }

    /** The site whose commands, controls or outcomes this topic holds; empty for any other topic. */
    public Optional<String> siteOf(String topic) {
        for (String kind : List.of(COMMANDS, CONTROLS, OUTCOMES)) {
            if (topic.startsWith(prefix + kind) && topic.length() > prefix.length() + kind.length()) {
                return Optional.of(topic.substring(prefix.length() + kind.length()));
            }
        }
        return Optional.empty();
    }

    /** The sites that all three topics exist for, among these topics. */
    public SortedSet<String> sites(Collection<String> topics) {
        SortedSet<String> sites = new TreeSet<>();
        for (String topic : topics) {
            siteOf(topic)
                    .filter(site -> topics.containsAll(List.of(commands(site), controls(site), outcomes(site))))
                    .ifPresent(sites::add);
        }
        return sites;
    }

    /** The sites that can be told to halt, among these topics. */
    public SortedSet<String> controlledSites(Collection<String> topics) {
        SortedSet<String> sites = new TreeSet<>();
        for (String topic : topics) {
            if (topic.startsWith(prefix + CONTROLS)) {
                siteOf(topic).ifPresent(sites::add);
            }
        }
        return sites;
    }

    /** Application id of the stateless half, and so its group and the prefix of its transactional ids. */
    public String ingestApplication() {
        return name("ingest");
    }

    /** Application id of the part of ingest that may have to wait for schema registries. */
    public String registryIngestApplication() {
        return name("ingest-registry");
    }

    /** Application id of detect, intake and decide; its changelogs begin with it. */
    public String coreApplication() {
        return name("core");
    }

    /** One publisher at a time: a second one fences the first. */
    public String publisherTransactionalId() {
        return name("bundle-publisher");
    }

    /** The group of the processes that may publish policies: one of them does. */
    public String publisherGroup() {
        return name("policies");
    }

    /** Every topic of a deployment with these sites, in the order in which they are shown. */
    public List<TopicSpec> specs(Collection<String> sites, TopicSizes sizes) {
        List<TopicSpec> specs = new ArrayList<>();
        specs.add(TopicSpec.log(events(), sizes.events(), 7));
        specs.add(TopicSpec.log(signals(), sizes.signals(), (int) Detector.SIGNAL_RETENTION.toDays()));
        specs.add(TopicSpec.log(operatorInputs(), 1, 30));
        specs.add(TopicSpec.log(deciderLog(), 1, 30).exactly());
        specs.add(TopicSpec.compacted(incidents(), 1));
        specs.add(TopicSpec.log(audit(), sizes.audit(), 400));
        specs.add(TopicSpec.compacted(bundles(), 1).exactly().withMaxMessageBytes(TopicSpec.MAX_BUNDLE_BYTES));
        specs.add(TopicSpec.log(deadLetters(), 1, 30));
        for (String site : new TreeSet<>(sites)) {
            // One partition each, so that there is one order: which claim was first, and what was said before what
            specs.add(TopicSpec.log(commands(site), 1, 1).exactly());
            specs.add(TopicSpec.log(controls(site), 1, 1).exactly());
            specs.add(TopicSpec.log(outcomes(site), 1, 30).exactly());
        }
        return List.copyOf(specs);
    }

    private String name(String what) {
        String deployment = prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
        return deployment + "-" + what;
    }

    /**
     * The same name.
     *
     * @throws IllegalArgumentException when topics can't be named after it
     */
    public static String checkedSite(String site) {
        if (!NAME.matcher(site).matches()) {
            throw new IllegalArgumentException(
                    "site '" + site + "' must be 1 to 100 letters, digits, '.', '_' or '-': topics are named after it");
        }
        return site;
    }
}
