// SPDX-License-Identifier: Apache-2.0
#include "tests/task/rule_rows.h"

namespace gonogo::test {
namespace {

// clang-format off
constexpr RuleRow task_table[] = {
    {"not-fargate", R"({"requiresCompatibilities":["EC2"]})", R"({"requiresCompatibilities":["EC2","FARGATE"]})",
     "/requiresCompatibilities", "the definition is for EC2, not for Fargate"},
    {"compatibility-undeclared", R"({"requiresCompatibilities":null})", "{}", "/requiresCompatibilities",
     "the definition does not say what it is for: it is judged as one for Fargate, but AWS would only check that when it runs"},
    {"compatibility-undeclared", R"({"requiresCompatibilities":[]})", "{}", "/requiresCompatibilities", "the definition does not say"},
    {"family", R"({"family":null})", "{}", "/family", "Family can not be blank."},
    {"family", R"({"family":"a b"})", R"({"family":"A_b-9"})", "/family", "Family contains invalid characters."},
    {"role-arn", R"({"taskRoleArn":"arn:aws:s3:::bucket"})", R"({"taskRoleArn":"arn:aws-cn:iam::123456789012:role/a/b"})", "/taskRoleArn", "Role is not valid"},
    {"role-arn", R"({"executionRoleArn":"arn:aws:iam::1:user/x"})", R"({"executionRoleArn":"ecsTaskExecutionRole"})", "/executionRoleArn", "Role is not valid"},
    {"fargate-pid-mode-host", R"({"pidMode":"host"})", R"({"pidMode":"task"})", "/pidMode",
     "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'."},
    {"fargate-ipc-mode", R"({"ipcMode":"task"})", R"({"ipcMode":null})", "/ipcMode", "Tasks using the Fargate launch type do not support ipcMode."},
    {"fargate-placement-constraints", R"({"placementConstraints":[{"type":"memberOf","expression":"x"}]})", R"({"placementConstraints":[]})",
     "/placementConstraints", "Fargate compatible task definitions do not support constraints"},
    {"placement-constraints-limit", R"({"requiresCompatibilities":["EC2"],"placementConstraints":[{},{},{},{},{},{},{},{},{},{},{}]})",
     R"({"requiresCompatibilities":["EC2"],"placementConstraints":[{},{},{},{},{},{},{},{},{},{}]})", "/placementConstraints", "there are 11 placement constraints; 10 are allowed"},
    {"fargate-inference-accelerator", R"({"inferenceAccelerators":[{"deviceName":"a","deviceType":"b"}]})", R"({"inferenceAccelerators":[]})",
     "/inferenceAccelerators", "Unsupported field 'inferenceAccelerators'."},
    {"windows-architecture", R"({"cpu":"1024","memory":"2048","runtimePlatform":{"cpuArchitecture":"ARM64","operatingSystemFamily":"WINDOWS_SERVER_2022_CORE"}})",
     R"({"runtimePlatform":{"cpuArchitecture":"ARM64","operatingSystemFamily":"LINUX"}})", "/runtimePlatform/cpuArchitecture", "Windows on Fargate runs on X86_64 only"},
    {"windows-platform", R"({"cpu":"1024","memory":"2048","runtimePlatform":{"operatingSystemFamily":"WINDOWS_SERVER_2025_FULL"}})", "{}",
     "/runtimePlatform/operatingSystemFamily", "Windows containers can be checked here, but not run"},
    {"fargate-windows-cpu-under-1vcpu", R"({"cpu":"512","memory":"1024","runtimePlatform":{"operatingSystemFamily":"WINDOWS_SERVER_2019_FULL"}})",
     R"({"cpu":"1024","memory":"2048","runtimePlatform":{"operatingSystemFamily":"WINDOWS_SERVER_2019_FULL"}})", "/cpu", "Windows on Fargate needs at least 1 vCPU, but the task has 512 units"},
    {"fargate-windows-cpu-over-4vcpu", R"({"cpu":"8192","memory":"16384","runtimePlatform":{"operatingSystemFamily":"WINDOWS_SERVER_2019_FULL"}})",
     R"({"cpu":"4096","memory":"8192","runtimePlatform":{"operatingSystemFamily":"WINDOWS_SERVER_2019_FULL"}})", "/cpu", "Windows on Fargate has up to 4 vCPU, but the task has 8192 units"},
    {"restart-on-windows", R"({"cpu":"1024","memory":"2048","runtimePlatform":{"operatingSystemFamily":"WINDOWS_SERVER_2019_FULL"},"c":{"restartPolicy":{"enabled":true}}})",
     R"({"c":{"restartPolicy":{"enabled":true}}})", "/containerDefinitions/0/restartPolicy", "restart policies are not available on Windows"},
    {"fault-injection-windows", R"({"cpu":"1024","memory":"2048","enableFaultInjection":true,"runtimePlatform":{"operatingSystemFamily":"WINDOWS_SERVER_2019_FULL"}})",
     R"({"enableFaultInjection":true})", "/enableFaultInjection", "fault injection is not available on Windows"},
    {"fault-injection-network-mode", R"({"requiresCompatibilities":["EC2"],"networkMode":"bridge","enableFaultInjection":true})",
     R"({"requiresCompatibilities":["EC2"],"networkMode":"host","enableFaultInjection":true})", "/enableFaultInjection", "fault injection needs networkMode awsvpc (or host, on EC2)"},
    {"tags", R"({"tags":[{"key":"AWS:x","value":"1"}]})", R"({"tags":[{"key":"team","value":"1"}]})", "/tags/0/key", "a tag's key must not begin with \"aws:\""},
    {"tags", R"({"tags":[{"key":"a"},{"key":"a"}]})", R"({"tags":[{"key":"a"},{"key":"A"}]})", "/tags/1/key", "the tag \"a\" is given twice"},
    {"tags", R"({"tags":[{"value":"1"}]})", "{}", "/tags/0/key", "a tag's key has 1 to 128 characters"},

    {"fargate-task-cpu-memory", R"({"cpu":null})", "{}", "/cpu", "Fargate requires that 'cpu' be defined at the task level"},
    {"fargate-task-cpu-memory", R"({"memory":null})", "{}", "/memory", "Fargate requires that 'memory' be defined at the task level"},
    {"task-cpu-setting", R"({"cpu":"a quarter"})", R"({"cpu":" .25 vcpu "})", "/cpu",
     "Invalid 'cpu' setting for task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."},
    {"task-cpu-setting", R"({"cpu":"0.25"})", R"({"cpu":"0.25vCPU"})", "/cpu", "Invalid 'cpu' setting for task."},
    {"task-cpu-setting", R"({"cpu":"-256"})", R"({"cpu":256})", "/cpu", "Invalid 'cpu' setting for task."},
    {"task-memory-setting", R"({"memory":"512MB"})", R"({"memory":".5 GB"})", "/memory", "Invalid 'memory' setting for task."},
    {"task-memory-setting", R"({"memory":"0.3GB"})", R"({"memory":"0.5gb"})", "/memory", "Invalid 'memory' setting for task."},
    {"fargate-cpu-memory-combination", R"({"cpu":"4096","memory":"4096"})", R"({"cpu":"4 vCPU","memory":"30 GB"})", "/cpu",
     "No Fargate configuration exists for given values: 4096 CPU, 4096 memory"},
    {"fargate-cpu-memory-combination", R"({"cpu":"256","memory":"3072"})", R"({"cpu":"256","memory":"2048"})", "/cpu", "No Fargate configuration exists for given values: 256 CPU, 3072 memory"},
    {"fargate-cpu-memory-combination", R"({"cpu":"512","memory":"512"})", R"({"cpu":"512","memory":"4096"})", "/cpu", "No Fargate configuration exists"},
    {"fargate-cpu-memory-combination", R"({"cpu":"1024","memory":"1024"})", R"({"cpu":"1024","memory":"8192"})", "/cpu", "No Fargate configuration exists"},
    {"fargate-cpu-memory-combination", R"({"cpu":"2048","memory":"17408"})", R"({"cpu":"2048","memory":"16384"})", "/cpu", "No Fargate configuration exists"},
    {"fargate-cpu-memory-combination", R"({"cpu":"8192","memory":"17408"})", R"({"cpu":"8192","memory":"61440"})", "/cpu", "No Fargate configuration exists"},
    {"fargate-cpu-memory-combination", R"({"cpu":"16384","memory":"36864"})", R"({"cpu":"16 vCPU","memory":"120 GB"})", "/cpu", "No Fargate configuration exists"},
    {"fargate-cpu-memory-combination", R"({"cpu":"32768","memory":"61440"})", "{}", "/cpu", "No Fargate configuration exists"},
    {"fargate-ephemeral-storage-min", R"({"ephemeralStorage":{"sizeInGiB":20}})", R"({"ephemeralStorage":{"sizeInGiB":21}})", "/ephemeralStorage/sizeInGiB",
     "EphemeralStorage size should be at least 21"},
    {"fargate-ephemeral-storage-max", R"({"ephemeralStorage":{"sizeInGiB":201}})", R"({"ephemeralStorage":{"sizeInGiB":200}})", "/ephemeralStorage/sizeInGiB",
     "ephemeral storage has at most 200 GiB, but sizeInGiB is 201"},
    {"fargate-ephemeral-storage-ec2", R"({"requiresCompatibilities":["EC2"],"ephemeralStorage":{"sizeInGiB":30}})", R"({"ephemeralStorage":{"sizeInGiB":30}})", "/ephemeralStorage",
     "Tasks using the EC2 launch type do not support EphemeralStorage."},

    {"proxy-configuration-awsvpc-required", R"({"requiresCompatibilities":["EC2"],"networkMode":"bridge","proxyConfiguration":{"containerName":"app","properties":[{"name":"ProxyIngressPort","value":"1"},{"name":"ProxyEgressPort","value":"2"},{"name":"AppPorts","value":"3"},{"name":"IgnoredUID","value":"4"}]}})",
     R"({"proxyConfiguration":{"containerName":"app","properties":[{"name":"ProxyIngressPort","value":"1"},{"name":"ProxyEgressPort","value":"2"},{"name":"AppPorts","value":"3"},{"name":"IgnoredGID","value":"4"}]}})",
     "/networkMode", "APPMESH proxy configuration is only supported in networkMode=awsvpc"},
    {"proxy-configuration-container-missing", R"({"proxyConfiguration":{"containerName":"envoy","properties":[{"name":"ProxyIngressPort","value":"1"},{"name":"ProxyEgressPort","value":"2"},{"name":"AppPorts","value":"3"},{"name":"IgnoredUID","value":"4"}]}})",
     "{}", "/proxyConfiguration/containerName", "the proxy container 'envoy' does not exist in the task definition"},
    {"proxy-configuration-missing-required-props", R"({"proxyConfiguration":{"containerName":"app"}})", "{}", "/proxyConfiguration/properties", "Ingress port not found"},
    {"proxy-configuration-missing-required-props", R"({"proxyConfiguration":{"containerName":"app","properties":[{"name":"ProxyIngressPort","value":"1"}]}})", "{}",
     "/proxyConfiguration/properties", "ProxyEgressPort not found"},
};
// clang-format on

}  // namespace

std::span<const RuleRow> task_rows() { return task_table; }

}  // namespace gonogo::test
