package dev.farrier.policy.yaml.action;

import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.problem.Problems;

/**
 * {@code env:NAME} and {@code file:/path} say where a secret is in farrier.yaml and in sources. In an action that is text
 * like any other, so somebody who wrote it would send it to a stranger instead of the secret.
 */
public final class SecretSyntax {
    private static final String OTHER_FORM = "env:[A-Za-z_][A-Za-z0-9_]*|file:/(?!/)[^{}\"\\\\]+";

    private SecretSyntax() {}

    /** In a value in which {@code {secret.…}} may stand. */
    static void refuseOld(Scalar scalar, Problems problems) {
        if (isOther(scalar)) {
            problems.error(
                    scalar.location(),
                    "'" + scalar.text() + "' is not resolved in an action: write '{secret." + scalar.text() + "}'");
        }
    }

    /** In a value in which no secret may stand. True if it was refused. */
    public static boolean refuse(Scalar scalar, Problems problems) {
        if (isOther(scalar)) {
            problems.error(
                    scalar.location(),
                    "'" + scalar.text() + "' is not resolved here: write '{secret." + scalar.text()
                            + "}' in env, url, headers or body of the action");
            return true;
        }
        return false;
    }

    /** In an argument, which everybody on the machine can see. */
    static void refuseArgument(Scalar scalar, Problems problems) {
        if (isOther(scalar)) {
            problems.error(
                    scalar.location(),
                    "'" + scalar.text() + "' is not resolved in an argument: write '{secret." + scalar.text()
                            + "}' in env, and let the program read the variable");
        }
    }

    private static boolean isOther(Scalar scalar) {
        return scalar.text().matches(OTHER_FORM);
    }
}
