// SPDX-License-Identifier: Apache-2.0
#include "tests/task/rule_rows.h"

namespace gonogo::test {
namespace {

// clang-format off
constexpr RuleRow values_table[] = {
    {"secrets-without-execution-role", R"({"executionRoleArn":null,"c":{"secrets":[{"name":"A","valueFrom":"/a"}]}})", R"({"c":{"secrets":[{"name":"A","valueFrom":"/a"}]}})",
     "/executionRoleArn", "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'"},
    {"fargate-ecr-execution-role", R"({"executionRoleArn":null,"c":{"image":"123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1"}})", R"({"executionRoleArn":null,"c":{"image":"public.ecr.aws/nginx/nginx:1"}})",
     "/executionRoleArn", "Fargate requires task definition to have execution role ARN to support ECR images."},
    {"repository-credentials-execution-role", R"({"executionRoleArn":null,"c":{"repositoryCredentials":{"credentialsParameter":"x"}}})", R"({"c":{"repositoryCredentials":{"credentialsParameter":"x"}}})",
     "/executionRoleArn", "Private repository authentication requires that the task definition specify a value for executionRoleArn."},
    {"environment-files-limit", R"({"c":{"environmentFiles":[{"type":"s3","value":"arn:aws:s3:::b/0.env"},{"type":"s3","value":"arn:aws:s3:::b/1.env"},{"type":"s3","value":"arn:aws:s3:::b/2.env"},{"type":"s3","value":"arn:aws:s3:::b/3.env"},{"type":"s3","value":"arn:aws:s3:::b/4.env"},{"type":"s3","value":"arn:aws:s3:::b/5.env"},{"type":"s3","value":"arn:aws:s3:::b/6.env"},{"type":"s3","value":"arn:aws:s3:::b/7.env"},{"type":"s3","value":"arn:aws:s3:::b/8.env"},{"type":"s3","value":"arn:aws:s3:::b/9.env"},{"type":"s3","value":"arn:aws:s3:::b/10.env"}]}})",
     R"({"c":{"environmentFiles":[{"type":"s3","value":"arn:aws:s3:::b/0.env"}]}})", "/containerDefinitions/0/environmentFiles",
     "The maximum number of environment files was exceeded. Specify ten or less and try again."},
    {"environment-files-type", R"({"c":{"environmentFiles":[{"type":"s3","value":"s3://b/x.env"}]}})", R"({"c":{"environmentFiles":[{"type":"s3","value":"arn:aws:s3:::b/x.env"}]}})",
     "/containerDefinitions/0/environmentFiles/0/value", "Invalid arn syntax."},
    {"environment-files-extension", R"({"c":{"environmentFiles":[{"type":"s3","value":"arn:aws:s3:::b/x.txt"}]}})", R"({"c":{"environmentFiles":[{"type":"s3","value":"arn:aws:s3:::b/x.env"}]}})",
     "/containerDefinitions/0/environmentFiles/0/value", "an environment file must be named *.env; the task would not start"},
    {"environment-files-execution-role", R"({"executionRoleArn":null,"c":{"environmentFiles":[{"type":"s3","value":"arn:aws:s3:::b/x.env"}]}})", R"({"c":{"environmentFiles":[{"type":"s3","value":"arn:aws:s3:::b/x.env"}]}})",
     "/executionRoleArn", "without executionRoleArn nobody may read the environment files: the task would not start"},
    {"secret-name-used-twice", R"({"c":{"environment":[{"name":"A","value":"1"}],"secrets":[{"name":"A","valueFrom":"/a"}]}})", R"({"c":{"environment":[{"name":"A","value":"1"}],"secrets":[{"name":"B","valueFrom":"/a"}]}})",
     "/containerDefinitions/0/secrets/0/name", "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'A'"},
    {"environment-name-twice", R"({"c":{"environment":[{"name":"A","value":"1"},{"name":"A","value":"2"}]}})", R"({"c":{"environment":[{"name":"A","value":"1"},{"name":"a","value":"2"}]}})",
     "/containerDefinitions/0/environment/1/name", "\"A\" is set twice; which one wins is not documented"},
    {"environment-name-missing", R"({"c":{"environment":[{"value":"1"}]}})", R"({"c":{"environment":[{"name":"A"}]}})", "/containerDefinitions/0/environment/0/name",
     "an environment variable needs a name without \"=\""},
    {"secret-arn-format", R"({"c":{"secrets":[{"name":"A","valueFrom":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:password"}]}})",
     R"({"c":{"secrets":[{"name":"A","valueFrom":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:password::"}]}})",
     "/containerDefinitions/0/secrets/0/valueFrom", "an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a valid ARN and try again."},

    {"fargate-log-driver", R"({"c":{"logConfiguration":{"logDriver":"json-file"}}})", R"({"c":{"logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"t","splunk-url":"u"}}}})",
     "/containerDefinitions/0/logConfiguration/logDriver", "json-file is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]"},
    {"awslogs-missing-options", R"({"c":{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-region":"r","awslogs-stream-prefix":"p"}}}})",
     R"({"c":{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"r","awslogs-stream-prefix":"p"}}}})",
     "/containerDefinitions/0/logConfiguration/options", "Log driver awslogs requires options: awslogs-group"},
    {"awslogs-fargate-missing-stream-prefix", R"({"c":{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"r"}}}})",
     R"({"c":{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"r","awslogs-stream-prefix":"p"}}}})",
     "/containerDefinitions/0/logConfiguration/options", "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs."},
    {"awslogs-unknown-options", R"({"c":{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"r","awslogs-stream-prefix":"p","awslogs-groupp":"x"}}}})",
     R"({"c":{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"r","awslogs-stream-prefix":"p","awslogs-create-group":"true"}}}})",
     "/containerDefinitions/0/logConfiguration/options/awslogs-groupp", "Log driver awslogs disallows options: awslogs-groupp"},
    {"awslogs-datetime-and-multiline", R"({"c":{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"r","awslogs-stream-prefix":"p","awslogs-datetime-format":"%Y","awslogs-multiline-pattern":"^x"}}}})",
     R"({"c":{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"r","awslogs-stream-prefix":"p","awslogs-multiline-pattern":"^x"}}}})",
     "/containerDefinitions/0/logConfiguration/options/awslogs-multiline-pattern", "awslogs-datetime-format and awslogs-multiline-pattern exclude each other"},
    {"awslogs-multiline-pattern", R"({"c":{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"r","awslogs-stream-prefix":"p","awslogs-multiline-pattern":"(?=x)."}}}})",
     R"({"c":{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"r","awslogs-stream-prefix":"p","awslogs-multiline-pattern":"^\\d"}}}})",
     "/containerDefinitions/0/logConfiguration/options/awslogs-multiline-pattern", "awslogs can't read this pattern: "},
    {"log-mode", R"({"c":{"logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"t","splunk-url":"u","mode":"async"}}}})",
     R"({"c":{"logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"t","splunk-url":"u","mode":"non-blocking"}}}})",
     "/containerDefinitions/0/logConfiguration/options/mode", "mode is blocking or non-blocking"},
    {"log-buffer-size", R"({"c":{"logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"t","splunk-url":"u","max-buffer-size":"lots"}}}})",
     R"({"c":{"logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"t","splunk-url":"u","max-buffer-size":"25m"}}}})",
     "/containerDefinitions/0/logConfiguration/options/max-buffer-size", "\"lots\" is no size"},
    {"fargate-awslogs-execution-role", R"({"executionRoleArn":null,"c":{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"r","awslogs-stream-prefix":"p"}}}})",
     R"({"c":{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"r","awslogs-stream-prefix":"p"}}}})",
     "/executionRoleArn", "Fargate requires task definition to have execution role ARN to support log driver awslogs."},
    {"splunk-missing-options", R"({"c":{"logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"t"}}}})",
     R"({"c":{"logConfiguration":{"logDriver":"splunk","options":{"splunk-url":"u"},"secretOptions":[{"name":"splunk-token","valueFrom":"/t"}]}}})",
     "/containerDefinitions/0/logConfiguration/options", "Log driver splunk requires options: splunk-url"},
    {"firelens-router-missing", R"({"c":{"logConfiguration":{"logDriver":"awsfirelens"}}})",
     R"({"containerDefinitions":[{"name":"app","image":"i","logConfiguration":{"logDriver":"awsfirelens"}},{"name":"router","image":"i","firelensConfiguration":{"type":"fluentbit"}}]})",
     "/containerDefinitions/0/logConfiguration", "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured in one of the containers."},
    {"firelens-router-unused", R"({"c":{"firelensConfiguration":{"type":"fluentbit"}}})",
     R"({"containerDefinitions":[{"name":"app","image":"i","logConfiguration":{"logDriver":"awsfirelens"}},{"name":"router","image":"i","firelensConfiguration":{"type":"fluentbit"}}]})",
     "/containerDefinitions/0/firelensConfiguration", "When a firelensConfiguration object is specified, at least one container has to be configured with the awsfirelens log driver."},
    {"firelens-single-router", R"({"containerDefinitions":[{"name":"app","image":"i","logConfiguration":{"logDriver":"awsfirelens"}},{"name":"r1","image":"i","firelensConfiguration":{"type":"fluentbit"}},{"name":"r2","image":"i","firelensConfiguration":{"type":"fluentd"}}]})",
     R"({"containerDefinitions":[{"name":"app","image":"i","logConfiguration":{"logDriver":"awsfirelens"}},{"name":"r1","image":"i","firelensConfiguration":{"type":"fluentbit"}}]})",
     "/containerDefinitions/2/firelensConfiguration", "a task has one log router; \"r1\" is it already"},
    {"fargate-firelens-config-s3", R"({"containerDefinitions":[{"name":"app","image":"i","logConfiguration":{"logDriver":"awsfirelens"}},{"name":"r","image":"i","firelensConfiguration":{"type":"fluentbit","options":{"config-file-type":"s3","config-file-value":"arn:aws:s3:::b/c"}}}]})",
     R"({"containerDefinitions":[{"name":"app","image":"i","logConfiguration":{"logDriver":"awsfirelens"}},{"name":"r","image":"i","firelensConfiguration":{"type":"fluentbit","options":{"config-file-type":"file","config-file-value":"/c"}}}]})",
     "/containerDefinitions/1/firelensConfiguration/options/config-file-type", "Fargate launch type does not support FirelensConfiguration config file from 's3'"},
    {"firelens-config-file-type", R"({"containerDefinitions":[{"name":"app","image":"i","logConfiguration":{"logDriver":"awsfirelens"}},{"name":"r","image":"i","firelensConfiguration":{"type":"fluentbit","options":{"config-file-type":"files"}}}]})",
     R"({"containerDefinitions":[{"name":"app","image":"i","logConfiguration":{"logDriver":"awsfirelens"}},{"name":"r","image":"i","firelensConfiguration":{"type":"fluentbit","options":{"config-file-type":"file"}}}]})",
     "/containerDefinitions/1/firelensConfiguration/options/config-file-type", "\"files\" is none of file, s3"},
    {"firelens-dependency", R"({"containerDefinitions":[{"name":"app","image":"i","logConfiguration":{"logDriver":"awsfirelens"},"dependsOn":[{"containerName":"r","condition":"COMPLETE"}]},{"name":"r","image":"i","essential":false,"firelensConfiguration":{"type":"fluentbit"}}]})",
     R"({"containerDefinitions":[{"name":"app","image":"i","logConfiguration":{"logDriver":"awsfirelens"},"dependsOn":[{"containerName":"r","condition":"START"}]},{"name":"r","image":"i","essential":false,"firelensConfiguration":{"type":"fluentbit"}}]})",
     "/containerDefinitions/0/dependsOn/0/condition", "the log router should be awaited with START or HEALTHY"},
};
// clang-format on

}  // namespace

std::span<const RuleRow> value_rows() { return values_table; }

}  // namespace gonogo::test
