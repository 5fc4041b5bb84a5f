package dev.farrier.git;

import com.google.re2j.Pattern;

/** Tells YAML that is meant for Farrier from what else lies in a repository: manifests, Helm values, templates. */
final class OwnDocuments {
    /** Also with a misspelt group or version: such a document must be reported, not passed over. */
    private static final Pattern API_VERSION =
            Pattern.compile("(?m)^[{ ]{0,2}['\"]?apiVersion['\"]?\\s*:\\s*['\"]?far+ie?r");

    /** A map on one line: {@code {kind: Source, apiVersion: farrier.dev/v1}}. */
    private static final Pattern FLOW = Pattern.compile("(?m)^\\{.*\\bfarrier\\.dev/");

    /** Kinds that nobody else has: a document that lacks its {@code apiVersion}, or has a wrong one, is ours too. */
    private static final Pattern KIND =
            Pattern.compile("(?m)^kind\\s*:\\s*['\"]?(RemediationPolicy|PolicyTest|Escalation)\\b");

    private static final Pattern REFERENCE = Pattern.compile("[^\\s'\",{}\\[\\]]+");

    private OwnDocuments() {}

    /** @param text a file whose name ends with {@code .yaml} or {@code .yml}; it need not be YAML */
    static boolean contains(String text) {
        return API_VERSION.matcher(text).find()
                || FLOW.matcher(text).find()
                || KIND.matcher(text).find();
    }

    /** Everything in a document that may be the path of a script or schema. */
    static Pattern references() {
        return REFERENCE;
    }
}
