package dev.farrier.view;

import dev.farrier.model.BundleHold;
import dev.farrier.model.BundleInfo;
import dev.farrier.model.PolicySourceReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commits and the place that they come from, as JSON. */
public final class PolicyJson {
    private PolicyJson() {}

    /** How a commit stands. */
    public enum CommitState {
        /** The one in force. */
        CURRENT,
        /** It was in force, and can be again: {@code farrier policy use}. */
        EARLIER,
        REFUSED
    }

    /** @param info holds only the id when the commit was published by an older version */
    public record CommitView(BundleInfo info, CommitState state, boolean held) {}

    /**
     * All commits that can be used or were refused, the newest first.
     *
     * @param published the one published last first
     * @param infos the newest first
     */
    public static List<CommitView> commits(
            List<String> published, String current, List<BundleInfo> infos, Optional<BundleHold> hold) {
        Map<String, BundleInfo> all = new LinkedHashMap<>();
        infos.forEach(info -> all.put(info.commit(), info));
        published.forEach(commit -> all.putIfAbsent(commit, BundleInfo.of(commit, "", 0)));
        String held = hold.map(BundleHold::commit).orElse("");
        return all.values().stream()
                .filter(info -> !info.refused().isEmpty() || published.contains(info.commit()))
                .map(info -> new CommitView(
                        info, state(info, current, published), info.commit().equals(held)))
                .toList();
    }

    private static CommitState state(BundleInfo info, String current, List<String> published) {
        if (info.commit().equals(current)) {
            return CommitState.CURRENT;
        }
        return published.contains(info.commit()) ? CommitState.EARLIER : CommitState.REFUSED;
    }

    public static Map<String, Object> commit(CommitView commit) {
        BundleInfo info = commit.info();
        return new JsonObject()
                .put("commit", info.commit())
                .code("state", commit.state())
                .put("held", commit.held() ? true : null)
                .text("author", info.author())
                .text("subject", info.subject())
                .time("committedAt", info.time())
                .time("at", info.at())
                .text("source", info.source())
                .put("errors", info.refused().isEmpty() ? null : info.refused())
                .build();
    }

    /** @param inForce empty: none */
    public static Map<String, Object> status(
            String inForce, Optional<PolicySourceReport> report, Optional<BundleHold> hold) {
        JsonObject json = new JsonObject().text("inForce", inForce);
        hold.ifPresent(held -> json.put(
                "hold",
                new JsonObject()
                        .put("commit", held.commit())
                        .put("by", held.by())
                        .text("why", held.why())
                        .time("at", held.at())
                        .build()));
        report.ifPresent(said -> json.put("kind", said.kind())
                .put("source", said.source())
                .text("ref", said.ref())
                .text("head", said.head())
                .put("state", said.state())
                .put("message", said.message())
                .put("problems", said.problems().isEmpty() ? null : said.problems())
                .put("passedOver", said.foreign().isEmpty() ? null : said.foreign())
                .time("since", said.since())
                .time("checkedAt", said.at())
                .text("by", said.by()));
        return json.build();
    }
}
